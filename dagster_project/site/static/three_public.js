// 三公 of each department and year, with the printed line.
"use strict";
(() => {
  const { data, panel, sum, groupBy, table, chart, select } = Budget;
  const phases = { budget: "预算数", prior_year_budget: "上年预算数", final: "决算数" };

  Budget.page((state) => {
    const parts = panel("three-public", "各部门“三公”经费", "");
    if (data.lines.length === 0) return Budget.empty(parts.table, "快照中还没有“三公”经费支出表。");
    const years = [...new Set(data.lines.map((row) => row.year))].sort((a, b) => b - a);
    const only = select(
      parts.controls,
      "only",
      "年度",
      [["", "全部年度"], ...years.map((year) => [year, `${year} 年`])],
      state.only ?? "",
    );
    const items = [...new Set(data.lines.map((row) => row.name))].sort();
    const item = select(
      parts.controls,
      "item",
      "项目",
      [["", "全部项目"], ...items.map((name) => [name, name])],
      state.item ?? "",
    );
    const rows = data.lines.filter((row) => (!only || String(row.year) === only) && (!item || row.name === item));
    const category = (row) => `${row.year} 年${row.phase === "final" ? "决算" : "预算"}`;
    const categories = [...new Set(rows.map(category))].sort();
    chart.columns(
      parts.chart,
      "“三公”经费",
      categories,
      [...groupBy(rows, (row) => row.name)].map(([name, of]) => ({
        name,
        values: categories.map((one) => {
          const matching = of.filter((row) => category(row) === one);
          return matching.length ? sum(matching) : null;
        }),
      })),
    );
    table(parts.table, {
      caption: "各部门“三公”经费",
      columns: [
        { key: "department", label: "部门", header: true, href: (row) => Budget.departmentHref(row.department_slug) },
        { key: "label", label: "年度" },
        { key: "basis", label: "口径" },
        { key: "fund", label: "资金" },
        { key: "name", label: "项目" },
        {
          key: "yuan",
          label: "金额",
          type: "amount",
          linkLabel: "看原文",
          href: (row) => Budget.lineHref(row.document, row.page, row.line),
        },
      ],
      rows: rows.map((row) => ({ ...row, label: `${row.year} 年`, basis: phases[row.phase] })),
    });
  });
})();
