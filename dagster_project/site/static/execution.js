// Budget against final accounts: departments and classes of each year, or why there is nothing to compare yet.
"use strict";
(() => {
  const { data, panel, table, chart, select, sum, stages, groupBy } = Budget;
  const amounts = [
    { key: "budget_yuan", label: "预算", type: "amount" },
    { key: "final_yuan", label: "决算", type: "amount" },
    { key: "difference_yuan", label: "差额", type: "amount" },
    { key: "rate", label: "执行率", type: "percent" },
  ];

  function nothing() {
    const parts = panel("empty", "还没有可以比较的部门", "");
    Budget.empty(
      parts.table,
      "没有一个部门的同一年度预算和决算都已入库。放入决算公开文件并重新运行后，这里会出现差额和执行率。",
    );
    if (data.loaded.length === 0) return;
    const loaded = panel("loaded", "已入库的年度", "两行都有同一年度，且部门相同，才能比较。");
    table(loaded.table, {
      caption: "各年度已入库的部门数",
      columns: [
        { key: "label", label: "年度", header: true },
        { key: "stage_name", label: "阶段" },
        {
          key: "departments",
          label: "部门数",
          type: "count",
          href: (row) => `departments.html#year=${row.year}-${row.stage}`,
        },
      ],
      rows: data.loaded.map((row) => ({ ...row, label: `${row.year} 年`, stage_name: stages[row.stage] })),
    });
  }

  Budget.page((state) => {
    if (data.departments.length === 0) return nothing();
    const parts = panel("departments", "各部门", "");
    const years = [...groupBy(data.departments, (row) => row.year).keys()].sort((a, b) => b - a);
    const year = Number(
      select(
        parts.controls,
        "year",
        "年度",
        years.map((one) => [one, `${one} 年`]),
        state.year,
      ),
    );
    const rows = data.departments.filter((row) => row.year === year);
    const [budget, final] = [sum(rows, "budget_yuan"), sum(rows, "final_yuan")];
    panel(
      "departments",
      `各部门：${year} 年`,
      `${rows.length} 个部门两者都已入库：预算 ${Budget.rounded(budget)}，决算 ${Budget.rounded(final)}${budget ? `，执行率 ${Budget.percent(final / budget)}` : ""}。`,
    );
    const largest = [...rows].sort((a, b) => b.budget_yuan - a.budget_yuan).slice(0, 12);
    chart.columns(
      parts.chart,
      `${year} 年预算与决算`,
      largest.map((row) => row.department),
      [
        { name: "预算", values: largest.map((row) => row.budget_yuan) },
        { name: "决算", values: largest.map((row) => row.final_yuan) },
      ],
      { stacked: false },
    );
    const toDepartment = (row) => `${Budget.departmentHref(row.department_slug)}#show=execution`;
    table(parts.table, {
      caption: `${year} 年各部门预算与决算`,
      columns: [
        { key: "department", label: "部门", header: true, href: toDepartment },
        ...amounts.map((column) => ({ ...column, href: toDepartment, linkLabel: "看各科目" })),
      ],
      rows,
    });
    const classes = panel("classes", `按功能分类：${year} 年`, "只计两者都已入库的部门。");
    table(classes.table, {
      caption: `${year} 年按功能分类的预算与决算`,
      columns: [
        { key: "class_name", label: "类", header: true },
        { key: "departments", label: "部门数", type: "count" },
        ...amounts.map((column) => ({
          ...column,
          href: (row) =>
            Budget.functionHref(row.class_code, {
              year: `${year}-${column.key === "final_yuan" ? "final_account" : "budget"}`,
            }),
          linkLabel: "看组成",
        })),
      ],
      rows: data.classes.filter((row) => row.year === year),
    });
  });
})();
