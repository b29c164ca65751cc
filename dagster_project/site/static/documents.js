// Every document received and what became of it.
"use strict";
(() => {
  const { data, panel, table, search, select } = Budget;
  const statuses = {
    loaded: "已入库",
    partly_loaded: "部分入库",
    rejected: "未入库",
    superseded: "被新版取代",
    withdrawn: "已撤回",
  };

  Budget.page((state) => {
    const parts = panel("documents", "文件", "");
    const years = [...new Set(data.documents.map((row) => row.year))]
      .filter((year) => year != null)
      .sort((a, b) => b - a);
    const year = select(
      parts.controls,
      "year",
      "年度",
      [["", "全部"], ...years.map((one) => [one, `${one} 年`])],
      state.year ?? "",
    );
    const query = search(parts.controls, "q", "查找文件", state.q).toLowerCase();
    const rows = data.documents
      .filter(
        (row) =>
          (!year || String(row.year) === year) &&
          (!query || `${row.title} ${row.publisher ?? ""} ${row.path}`.toLowerCase().includes(query)),
      )
      .map((row) => ({
        ...row,
        shown: [...(row.title || row.path)].slice(0, 60).join(""),
        status_name: statuses[row.status] ?? row.status,
      }));
    panel("documents", "文件", `${rows.length} 份，共 ${data.documents.length} 份。`);
    table(parts.table, {
      caption: "来源文件",
      columns: [
        { key: "shown", label: "文件", header: true, wide: true, href: (row) => `documents/${row.document}.html` },
        { key: "publisher", label: "发布单位" },
        { key: "year", label: "年度" },
        { key: "status_name", label: "处理结果" },
        { key: "tables_found", label: "表格", type: "count" },
        { key: "tables_recognised", label: "识别", type: "count" },
        { key: "rows_unaccounted", label: "未能解释的行", type: "count" },
        { key: "reason", label: "说明", wide: true },
        { key: "path", label: "文件名", wide: true },
      ],
      rows,
    });
    if (state.q !== undefined) Budget.announce(`找到 ${rows.length} 份文件`);
  });
})();
