// Overview: 类 → 款 → 项 one level at a time, years, money, 三公, the largest departments.
"use strict";
(() => {
  const { data, el, panel, sum, groupBy, stages, setState, table, chart } = Budget;
  const phases = { budget: "预算数", prior_year_budget: "上年预算数（取自下一年公开）", final: "决算数" };

  // The children of a node: classes at the top, then sections, then items. Rows without the next level stay items.
  function children(items, node) {
    if (!node) {
      return [...groupBy(items, (row) => row.class_code)].map(([code, rows]) => ({
        code,
        rows,
        name: rows[0].class_name,
        level: "类",
        open: code,
      }));
    }
    const inClass = items.filter((row) => row.class_code === node);
    if (inClass.length > 0) {
      return [...groupBy(inClass, (row) => row.section_code ?? row.code)].map(([code, rows]) => ({
        code,
        rows,
        name: rows[0].section_name ?? rows[0].name,
        level: rows[0].section_code ? "款" : "项",
        open: rows[0].section_code && rows.some((row) => row.code !== code) ? code : null,
      }));
    }
    return items
      .filter((row) => row.section_code === node)
      .map((row) => ({
        code: row.code,
        rows: [row],
        name: row.name,
        level: row.code === node ? "款" : "项",
        open: null,
      }));
  }

  function trail(items, node) {
    const steps = [{ name: "全部支出", node: "" }];
    const row = items.find((one) => one.class_code === node || one.section_code === node);
    if (row) steps.push({ name: row.class_name, node: row.class_code });
    if (row && row.section_code === node) steps.push({ name: row.section_name, node });
    return steps;
  }

  function functions(state) {
    const parts = panel("functions", "支出用于哪些功能", "");
    if (data.items.length === 0)
      return Budget.empty(parts.table, "快照中还没有可回答支出的表（部门支出总表或一般公共预算支出表）。");
    const { year, stage, label } = Budget.chooseYear(parts.controls, data.items);
    const items = data.items.filter((row) => row.year === year && row.stage === stage);
    const known = new Set(items.flatMap((row) => [row.class_code, row.section_code]));
    const node = known.has(state.node) ? state.node : "";
    const steps = trail(items, node);
    let path = parts.controls.querySelector("nav");
    if (!path) {
      path = el("nav", { class: "trail", "aria-label": "当前层级" });
      parts.controls.append(path);
    }
    path.replaceChildren(
      el(
        "ol",
        {},
        ...steps.map((step, index) =>
          el(
            "li",
            {},
            index === steps.length - 1
              ? el("span", { "aria-current": "true" }, step.name)
              : el(
                  "button",
                  { type: "button", class: "link", onclick: () => setState({ node: step.node }) },
                  step.name,
                ),
          ),
        ),
      ),
    );
    const answers = data.answers.filter((row) => row.year === year && row.stage === stage);
    const answer = (row) =>
      `${row.statement}（${row.departments} 个部门${row.incomplete ? `，其中 ${row.incomplete} 个不是全部支出` : ""}）`;
    const rows = children(items, node)
      .map((child) => ({ ...child, yuan: sum(child.rows), class_code: child.rows[0].class_code }))
      .sort((a, b) => b.yuan - a.yuan);
    const whole = sum(rows);
    panel(
      "functions",
      `支出用于哪些功能：${label}，${steps.at(-1).name}`,
      `合计 ${Budget.rounded(whole)}。取自${answers.map(answer).join("、")}，每个部门只取一张表，不重复计算。点色块或表中名称进入下一级。`,
    );
    const open = (row) => {
      if (row.open) setState({ node: row.open });
      else location.assign(Budget.functionHref(row.class_code, { year: `${year}-${stage}`, item: row.code }));
    };
    chart.treemap(parts.chart, `${label}按功能分类的支出，${steps.at(-1).name}，共 ${rows.length} 项`, rows, open);
    table(parts.table, {
      caption: `${label}支出按功能分类：${steps.at(-1).name}`,
      columns: [
        { key: "code", label: "科目编码" },
        { key: "level", label: "级别" },
        { key: "name", label: "科目名称", header: true, action: open, swatch: chart.swatch },
        {
          key: "yuan",
          label: "金额",
          type: "amount",
          linkLabel: "看组成",
          href: (row) =>
            Budget.functionHref(row.class_code, {
              year: `${year}-${stage}`,
              item: node || row.level !== "类" ? row.code : "",
            }),
        },
        { key: "share", label: "占比", type: "percent" },
      ],
      rows: rows.map((row) => ({
        ...row,
        code: /^\d/.test(row.code) ? row.code : "",
        share: whole ? row.yuan / whole : null,
      })),
    });
  }

  function years() {
    const parts = panel("years", "历年支出", "各年入库的部门不同，合计不能直接相比；“可比”只计两年都入库的部门。");
    const categories = [...new Set(data.years.map((row) => row.year))].sort();
    const series = Object.entries(stages)
      .filter(([stage]) => data.years.some((row) => row.stage === stage))
      .map(([stage, name]) => ({
        name,
        values: categories.map(
          (year) => data.years.find((row) => row.year === year && row.stage === stage)?.yuan ?? null,
        ),
      }));
    chart.columns(
      parts.chart,
      "历年支出合计",
      categories.map((year) => `${year} 年`),
      series,
      { stacked: false },
    );
    table(parts.table, {
      caption: "历年支出合计与可比变化",
      columns: [
        { key: "label", label: "年度", header: true },
        { key: "stage_name", label: "阶段" },
        { key: "departments", label: "部门数", type: "count" },
        {
          key: "yuan",
          label: "支出合计",
          type: "amount",
          linkLabel: "看各部门",
          href: (row) => `departments.html#year=${row.year}-${row.stage}`,
        },
        { key: "compared", label: "可比部门数", type: "count" },
        {
          key: "previous_yuan",
          label: "可比：上年",
          type: "amount",
          href: (row) => `departments.html#year=${row.year - 1}-${row.stage}`,
        },
        {
          key: "compared_yuan",
          label: "可比：本年",
          type: "amount",
          href: (row) => `departments.html#year=${row.year}-${row.stage}`,
        },
        { key: "change", label: "可比增减", type: "percent" },
      ],
      rows: data.years.map((row) => ({
        ...row,
        label: `${row.year} 年`,
        stage_name: stages[row.stage],
        change: row.previous_yuan ? row.compared_yuan / row.previous_yuan - 1 : null,
      })),
    });
  }

  function funding() {
    const parts = panel(
      "funding",
      "资金从哪里来",
      "取自部门收支总表的收入方（没有时取财政拨款收支总表）；每个部门只取一张表。",
    );
    const label = (row) => `${row.year} 年${stages[row.stage]}`;
    const categories = [...new Set(data.funding.map(label))];
    const series = [...groupBy(data.funding, (row) => row.source)].map(([name, rows]) => ({
      name,
      values: categories.map((category) => rows.find((row) => label(row) === category)?.yuan ?? null),
    }));
    chart.columns(parts.chart, "各年资金来源", categories, series);
    table(parts.table, {
      caption: "各年资金来源",
      columns: [
        { key: "label", label: "年度", header: true },
        { key: "source", label: "资金来源" },
        { key: "departments", label: "部门数", type: "count" },
        {
          key: "yuan",
          label: "金额",
          type: "amount",
          linkLabel: "看各部门",
          href: (row) =>
            `funding.html#${new URLSearchParams({ year: `${row.year}-${row.stage}`, source: row.source })}`,
        },
      ],
      rows: data.funding.map((row) => ({ ...row, label: label(row) })),
    });
  }

  function threePublic() {
    const parts = panel(
      "three-public",
      "“三公”经费",
      "某年自己的预算优先；没有时取下一年公开中的上年预算数。决算数单列。",
    );
    const kind = (row) => (row.phase === "final" ? "决算" : "预算");
    const category = (row) => `${row.year} 年${kind(row)}`;
    const categories = [...new Set(data.three_public.map(category))].sort();
    const series = [...groupBy(data.three_public, (row) => row.name)].map(([name, rows]) => ({
      name,
      values: categories.map((one) => {
        const matching = rows.filter((row) => category(row) === one);
        return matching.length ? sum(matching) : null;
      }),
    }));
    chart.columns(parts.chart, "历年“三公”经费", categories, series);
    table(parts.table, {
      caption: "历年“三公”经费",
      columns: [
        { key: "label", label: "年度", header: true },
        { key: "basis", label: "口径" },
        { key: "name", label: "项目" },
        { key: "departments", label: "部门数", type: "count" },
        {
          key: "yuan",
          label: "金额",
          type: "amount",
          linkLabel: "看各部门",
          href: (row) => `three_public.html#${new URLSearchParams({ only: row.year, item: row.name })}`,
        },
      ],
      rows: data.three_public.map((row) => ({ ...row, label: `${row.year} 年`, basis: phases[row.phase] })),
    });
  }

  function largest() {
    const parts = panel("largest", "支出最多的部门", "");
    if (data.largest.length === 0) return Budget.empty(parts.table, "快照中还没有可回答支出的表。");
    const { year, stage, label } = Budget.chooseYear(parts.controls, data.largest);
    const rows = data.largest.filter((row) => row.year === year && row.stage === stage);
    panel("largest", `支出最多的部门：${label}`, `前 ${rows.length} 名；全部部门见“部门”页。`);
    chart.bars(
      parts.chart,
      `${label}支出最多的部门`,
      rows.map((row) => ({ ...row, name: row.department })),
      (row) => location.assign(Budget.departmentHref(row.department_slug)),
    );
    table(parts.table, {
      caption: `${label}支出最多的部门`,
      columns: [
        { key: "place", label: "名次", type: "count" },
        { key: "department", label: "部门", header: true, href: (row) => Budget.departmentHref(row.department_slug) },
        {
          key: "yuan",
          label: "支出合计",
          type: "amount",
          linkLabel: "看出处",
          href: (row) => `departments.html#${new URLSearchParams({ year: `${year}-${stage}`, q: row.department })}`,
        },
      ],
      rows,
    });
  }

  Budget.page((state) => {
    functions(state);
    years();
    funding();
    threePublic();
    largest();
  });
})();
