// One functional class: its 款 and 项, and each department's share with the printed line.
"use strict";
(() => {
  const { data, panel, sum, groupBy, table, chart, select } = Budget;

  Budget.page((state) => {
    const parts = panel("composition", "款与项", "");
    const { year, stage, label } = Budget.chooseYear(parts.controls, data.lines);
    const all = data.lines.filter((row) => row.year === year && row.stage === stage);
    const names = new Map();
    for (const row of all) {
      if (row.section_code) names.set(row.section_code, `${row.section_code} ${row.section_name}`);
      names.set(row.code, `${/^\d/.test(row.code) ? `${row.code} ` : ""}${row.name}`);
    }
    const item = select(parts.controls, "item", "科目", [["", "本类全部"], ...[...names].sort()], state.item ?? "");
    const rows = item ? all.filter((row) => row.code === item || row.section_code === item) : all;
    const what = item ? names.get(item) : "本类全部";

    const byItem = [...groupBy(rows, (row) => row.code)]
      .map(([code, lines]) => ({
        code,
        name: lines[0].name,
        section_name: lines[0].section_name,
        yuan: sum(lines),
        departments: new Set(lines.map((one) => one.department)).size,
      }))
      .sort((a, b) => b.yuan - a.yuan);
    panel(
      "composition",
      `款与项：${label}，${what}`,
      `合计 ${Budget.rounded(sum(rows))}。每个部门只取回答该年度的一张表，不重复计算。`,
    );
    chart.treemap(parts.chart, `${label}${what}各项的支出`, byItem, (row) => Budget.setState({ item: row.code }));
    table(parts.table, {
      caption: `${label}${what}：各项`,
      columns: [
        { key: "shown_code", label: "科目编码" },
        { key: "section_name", label: "款" },
        {
          key: "name",
          label: "项",
          header: true,
          swatch: chart.swatch,
          action: (row) => Budget.setState({ item: row.code }),
        },
        { key: "departments", label: "部门数", type: "count" },
        {
          key: "yuan",
          label: "金额",
          type: "amount",
          href: (row) => `#${new URLSearchParams({ ...Budget.state(), item: row.code })}`,
          linkLabel: "看各部门",
        },
      ],
      rows: byItem.map((row) => ({ ...row, shown_code: /^\d/.test(row.code) ? row.code : "" })),
    });

    const lines = panel("lines", `各部门：${label}，${what}`, "金额点到文件中的一行。");
    table(lines.table, {
      caption: `${label}${what}：各部门`,
      columns: [
        { key: "department", label: "部门", header: true, href: (row) => Budget.departmentHref(row.department_slug) },
        { key: "code", label: "科目编码" },
        { key: "name", label: "科目" },
        { key: "indicator", label: "支出类别" },
        {
          key: "yuan",
          label: "金额",
          type: "amount",
          linkLabel: "看原文",
          href: (row) => Budget.lineHref(row.document, row.page, row.line),
          mark: Budget.repaired,
        },
      ],
      rows: [...rows]
        .sort((a, b) => b.yuan - a.yuan)
        .map((row) => ({ ...row, code: /^\d/.test(row.code) ? row.code : "" })),
    });

    const years = panel("years", `历年：${what}`, "各年入库的部门不同，合计不能直接相比。");
    const same = item ? data.lines.filter((row) => row.code === item || row.section_code === item) : data.lines;
    const perYear = [...groupBy(same, (row) => `${row.year}-${row.stage}`)].map(([key, of]) => ({
      key,
      label: `${of[0].year} 年${Budget.stages[of[0].stage]}`,
      yuan: sum(of),
      departments: new Set(of.map((one) => one.department)).size,
    }));
    chart.columns(
      years.chart,
      `历年${what}`,
      perYear.map((row) => row.label),
      [{ name: "支出", values: perYear.map((row) => row.yuan) }],
    );
    table(years.table, {
      caption: `历年${what}`,
      columns: [
        { key: "label", label: "年度", header: true, action: (row) => Budget.setState({ year: row.key }) },
        { key: "departments", label: "部门数", type: "count" },
        {
          key: "yuan",
          label: "金额",
          type: "amount",
          href: (row) => `#${new URLSearchParams({ ...Budget.state(), year: row.key })}`,
          linkLabel: "看各部门",
        },
      ],
      rows: perYear,
    });
  });
})();
