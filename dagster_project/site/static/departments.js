// The list of departments with the total of a year, ranked and searched.
"use strict";
(() => {
  const { data, panel, sum, table, chart, search, select } = Budget;
  const kinds = { department: "部门", unit: "单位" };

  Budget.page((state) => {
    const parts = panel("departments", "部门与单位", "");
    const chosen = data.totals.length ? Budget.chooseYear(parts.controls, data.totals) : null;
    const query = search(parts.controls, "q", "查找部门", state.q).toLowerCase();
    const kind = select(
      parts.controls,
      "kind",
      "类别",
      [
        ["", "全部"],
        ["department", "部门"],
        ["unit", "单位"],
      ],
      state.kind ?? "",
    );
    const totals = new Map(
      data.totals
        .filter((row) => chosen && row.year === chosen.year && row.stage === chosen.stage)
        .map((row) => [row.department_slug, row]),
    );
    const rows = data.departments
      .filter(
        (row) =>
          (!query || `${row.department} ${row.code ?? ""} ${row.parent ?? ""}`.toLowerCase().includes(query)) &&
          (!kind || row.kind === kind),
      )
      .map((row) => ({ ...row, kind_name: kinds[row.kind] ?? "", ...totals.get(row.department_slug) }))
      .sort((a, b) => (b.yuan ?? -Infinity) - (a.yuan ?? -Infinity) || b.projects - a.projects);
    const spending = rows.filter((row) => row.yuan != null);
    panel(
      "departments",
      chosen ? `部门与单位：${chosen.label}` : "部门与单位",
      `${rows.length} 个部门与单位，其中 ${spending.length} 个有该年度支出表，合计 ${Budget.rounded(sum(spending))}。`,
    );
    chart.bars(
      parts.chart,
      "支出最多的部门",
      spending.slice(0, 20).map((row) => ({ ...row, name: row.department })),
      (row) => location.assign(Budget.departmentHref(row.department_slug)),
    );
    table(parts.table, {
      caption: chosen ? `部门与单位：${chosen.label}` : "部门与单位",
      columns: [
        { key: "department", label: "名称", header: true, href: (row) => Budget.departmentHref(row.department_slug) },
        { key: "code", label: "代码" },
        { key: "kind_name", label: "类别" },
        { key: "parent", label: "上级" },
        {
          key: "yuan",
          label: "支出合计",
          type: "amount",
          linkLabel: "看原文中的合计",
          href: (row) =>
            Budget.lineHref(row.document, row.page, row.line) ?? Budget.departmentHref(row.department_slug),
        },
        {
          key: "projects",
          label: "项目数",
          type: "count",
          href: (row) => (row.projects ? `projects.html#department=${row.department_slug}` : null),
        },
      ],
      rows,
    });
    if (state.q !== undefined) Budget.announce(`找到 ${rows.length} 个部门与单位`);
  });
})();
