// Where the money of each department comes from, with the printed line.
"use strict";
(() => {
  const { data, panel, sum, groupBy, table, chart, select } = Budget;

  Budget.page((state) => {
    const parts = panel("funding", "各部门的资金来源", "");
    if (data.lines.length === 0) return Budget.empty(parts.table, "快照中还没有部门收支总表或财政拨款收支总表。");
    const { year, stage, label } = Budget.chooseYear(parts.controls, data.lines);
    const ofYear = data.lines.filter((row) => row.year === year && row.stage === stage);
    const sources = [...groupBy(ofYear, (row) => row.source)]
      .map(([name, rows]) => ({ name, yuan: sum(rows) }))
      .sort((a, b) => b.yuan - a.yuan);
    const source = select(
      parts.controls,
      "source",
      "资金来源",
      [["", "全部来源"], ...sources.map(({ name }) => [name, name])],
      state.source ?? "",
    );
    const rows = source ? ofYear.filter((row) => row.source === source) : ofYear;
    panel("funding", `各部门的资金来源：${label}`, `合计 ${Budget.rounded(sum(rows))}。`);
    chart.bars(parts.chart, `${label}各资金来源`, sources, (row) => Budget.setState({ source: row.name }));
    table(parts.table, {
      caption: `${label}各部门的资金来源`,
      columns: [
        { key: "department", label: "部门", header: true, href: (row) => Budget.departmentHref(row.department_slug) },
        { key: "source", label: "资金来源" },
        { key: "name", label: "表中项目" },
        {
          key: "yuan",
          label: "金额",
          type: "amount",
          linkLabel: "看原文",
          href: (row) => Budget.lineHref(row.document, row.page, row.line),
        },
      ],
      rows: [...rows].sort((a, b) => b.yuan - a.yuan),
    });
  });
})();
