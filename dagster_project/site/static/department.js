// One department: spending by function, each statement over the years, economic items, 三公, projects, execution.
"use strict";
(() => {
  const { data, panel, sum, groupBy, table, chart, select } = Budget;
  const phases = { budget: "预算数", adjusted_budget: "调整预算数", final: "决算数", prior_year_budget: "上年预算数" };
  const sides = { revenue: "收入", expenditure: "支出" };
  const byText = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  const toLine = (row) => Budget.lineHref(row.document, row.page, row.line);

  function spending() {
    if (data.spending.length === 0) return;
    const parts = panel("spending", "支出用于哪些功能", "");
    const { year, stage, label } = Budget.chooseYear(parts.controls, data.spending);
    const rows = data.spending.filter((row) => row.year === year && row.stage === stage);
    const statement = data.statements.find((row) => row.statement_code === rows[0].statement_code)?.statement ?? "";
    const part = rows[0].complete === false ? "不是全部支出：与印出的支出总计不等。" : "";
    panel("spending", `支出用于哪些功能：${label}`, `合计 ${Budget.rounded(sum(rows))}，由${statement}回答。${part}`);
    const items = [...groupBy(rows, (row) => row.code)]
      .map(([, of]) => ({ name: of[0].name, yuan: sum(of) }))
      .sort((a, b) => b.yuan - a.yuan);
    chart.treemap(parts.chart, `${label}按功能科目的支出`, items);
    table(parts.table, {
      caption: `${label}按功能科目的支出`,
      columns: [
        {
          key: "class_name",
          label: "类",
          href: (row) => Budget.functionHref(row.class_code, { year: `${year}-${stage}` }),
        },
        { key: "section_name", label: "款" },
        { key: "code", label: "科目编码" },
        { key: "name", label: "项", header: true },
        { key: "indicator", label: "支出类别" },
        { key: "yuan", label: "金额", type: "amount", href: toLine, linkLabel: "看原文" },
      ],
      rows: rows.map((row) => ({ ...row, code: /^\d/.test(row.code) ? row.code : "" })),
    });
  }

  // One statement: subjects down, years and columns of the statement across, as printed.
  function statements(state) {
    const parts = panel("statements", "历年各表", "");
    if (data.statements.length === 0) {
      return Budget.empty(parts.table, "快照中没有这个部门的预算表或决算表；它只出现在项目绩效目标等文件中。");
    }
    const names = new Map(data.statements.map((row) => [row.statement_code, row.statement]));
    const code = select(parts.controls, "statement", "表", [...names], state.statement);
    const rows = data.statements.filter((row) => row.statement_code === code);
    // 部门收支总表 prints one amount column, whatever fund a row is of; 财政拨款收支总表 one for each fund.
    const fundColumns = [
      ...groupBy(rows, (row) => [row.side, row.code, row.name, row.year, row.phase, row.indicator].join("|")).values(),
    ].some((of) => new Set(of.map((row) => row.fund_code)).size > 1);
    const column = (row) =>
      [
        row.year,
        phases[row.phase] === "预算数" && row.stage === "budget" ? "" : phases[row.phase],
        fundColumns ? row.fund : "",
        rows.every((one) => one.indicator_code === "total") ? "" : row.indicator,
      ]
        .filter(Boolean)
        .join(" ");
    // Newest year first; within a year the order of the statement.
    const columns = [
      ...new Set([...rows].sort((a, b) => b.year - a.year || a.column_position - b.column_position).map(column)),
    ];
    const twoSided = new Set(rows.map((row) => row.side)).size > 1;
    const lines = [...groupBy(rows, (row) => `${row.side}|${row.code ?? ""}|${row.name}`)].flatMap(([, of]) => {
      const same = [];
      for (const cell of of) {
        // A subject printed twice stays two rows.
        let line = same.find((one) => !(column(cell) in one.cells));
        if (!line)
          same.push(
            (line = {
              side: sides[cell.side],
              code: cell.code,
              name: cell.name,
              level: cell.level,
              order: cell.line,
              cells: {},
            }),
          );
        line[column(cell)] = cell.yuan;
        line.cells[column(cell)] = cell;
      }
      return same;
    });
    lines.sort(
      (a, b) =>
        byText(b.side, a.side) ||
        (a.level !== "total") - (b.level !== "total") ||
        byText(a.code ?? "~", b.code ?? "~") ||
        a.order - b.order,
    );
    panel(
      "statements",
      `历年各表：${names.get(code)}`,
      "按表中所印，合计行与明细行都在，不能相加。金额点到文件中的一行。" +
        (rows.some((row) => row.corrected) ? "同一年有多份文件，此处是最后公布的一份，其余见来源文件。" : ""),
    );
    const depths = { section: 1, item: 2 };
    table(parts.table, {
      caption: names.get(code),
      columns: [
        ...(twoSided ? [{ key: "side", label: "方向" }] : []),
        { key: "code", label: "科目编码" },
        { key: "name", label: "科目", header: true, depth: (line) => (line.code ? depths[line.level] : 0) },
        ...columns.map((key) => ({
          key,
          label: key,
          type: "amount",
          linkLabel: "看原文",
          href: (line) => line.cells[key] && toLine(line.cells[key]),
          mark: (line) => line.cells[key] && Budget.repaired(line.cells[key]),
        })),
      ],
      rows: lines,
    });
  }

  function economic() {
    const rows = data.statements.filter((row) => row.classification === "economic" && row.additive);
    if (rows.length === 0) return;
    const parts = panel("economic", "按经济分类的基本支出", "");
    const { year, stage, label } = Budget.chooseYear(parts.controls, rows);
    // The same year may be printed in a later disclosure too: only the year's own columns answer.
    const own = rows.filter(
      (row) => row.year === year && row.stage === stage && row.phase === (stage === "budget" ? "budget" : "final"),
    );
    panel(
      "economic",
      `按经济分类的基本支出：${label}`,
      `取自${[...new Set(own.map((row) => row.statement))].join("、")}的明细行，合计 ${Budget.rounded(sum(own))}。`,
    );
    const items = [...groupBy(own, (row) => row.name)]
      .map(([name, of]) => ({ name, yuan: sum(of) }))
      .sort((a, b) => b.yuan - a.yuan);
    chart.bars(parts.chart, `${label}按经济分类的基本支出，前 ${Math.min(items.length, 15)} 项`, items.slice(0, 15));
    table(parts.table, {
      caption: `${label}按经济分类的基本支出`,
      columns: [
        { key: "code", label: "科目编码" },
        { key: "name", label: "科目", header: true },
        { key: "indicator", label: "支出类别" },
        { key: "yuan", label: "金额", type: "amount", href: toLine, linkLabel: "看原文", mark: Budget.repaired },
      ],
      rows: own,
    });
  }

  function threePublic() {
    if (data.three_public.length === 0) return;
    const parts = panel(
      "three-public",
      "“三公”经费",
      "某年自己的预算优先；没有时取下一年公开中的上年预算数。决算数单列。",
    );
    const category = (row) => `${row.year} 年${row.phase === "final" ? "决算" : "预算"}`;
    const categories = [...new Set(data.three_public.map(category))].sort();
    chart.columns(
      parts.chart,
      "历年“三公”经费",
      categories,
      [...groupBy(data.three_public, (row) => row.name)].map(([name, of]) => ({
        name,
        values: categories.map((one) => {
          const matching = of.filter((row) => category(row) === one);
          return matching.length ? sum(matching) : null;
        }),
      })),
    );
    table(parts.table, {
      caption: "历年“三公”经费",
      columns: [
        { key: "label", label: "年度", header: true },
        { key: "basis", label: "口径" },
        { key: "name", label: "项目" },
        { key: "yuan", label: "金额", type: "amount", href: toLine, linkLabel: "看原文" },
      ],
      rows: data.three_public.map((row) => ({ ...row, label: `${row.year} 年`, basis: phases[row.phase] })),
    });
  }

  function projects() {
    if (data.projects.length === 0) return;
    const parts = panel("projects", "项目", "“实施单位”是别的部门申报、由它实施的项目。名称点到指标，金额点到文件。");
    table(parts.table, {
      caption: "项目",
      columns: [
        { key: "year", label: "年度" },
        {
          key: "name",
          label: "项目",
          header: true,
          wide: true,
          href: (row) =>
            `../projects.html#${new URLSearchParams({ department: row.department_slug, project: row.form_id })}`,
        },
        { key: "relation", label: "关系" },
        { key: "department", label: "申报部门" },
        { key: "unit", label: "实施单位" },
        { key: "attribute", label: "属性" },
        { key: "annual_yuan", label: "年度资金", type: "amount", href: Budget.annualHref, linkLabel: "看原文" },
        { key: "medium_yuan", label: "中期资金", type: "amount", href: Budget.mediumHref, linkLabel: "看原文" },
      ],
      rows: data.projects.map((row) => ({ ...row, name: row.name ?? "（未印名称）" })),
    });
  }

  function execution() {
    const parts = panel("execution", "预算与决算", "");
    if (data.execution.length === 0) {
      return Budget.empty(parts.table, "这个部门没有哪一年的预算和决算都已入库，所以没有执行率可算。");
    }
    Budget.execution(parts, data.execution);
  }

  function trust() {
    if (data.trust.length === 0) return;
    const parts = panel("trust", "数字可信情况", Budget.trustNote);
    const year = { key: "year", label: "年度", href: (row) => `../documents/${row.document}.html` };
    table(parts.table, { caption: "各文件各表的可信情况", columns: Budget.trustColumns([year]), rows: data.trust });
  }

  Budget.page((state) => {
    spending();
    statements(state);
    economic();
    threePublic();
    projects();
    execution();
    trust();
  });
})();
