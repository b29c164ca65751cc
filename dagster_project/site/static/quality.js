// Findings with their rule, severity, expected and printed amounts and source line; what was tested; checks of the run.
"use strict";
(() => {
  const { data, panel, table, chart, select, search, groupBy } = Budget;
  const severities = { error: "错误", warning: "警告", info: "提示" };
  const colours = { error: "#a03e5c", warning: "#8a6d1f", info: "#2f5d8a" };
  const causes = { source: "文件本身", extraction: "提取过程", undetermined: "未确定" };
  const statuses = { open: "未解决", repaired: "已修复", accepted: "已接受" };
  const layers = { raw: "原始层", staging: "整理层", marts: "数据集市", publish: "发布" };
  const named = (names, value) => names[value] ?? value ?? "";

  function findings(state) {
    const parts = panel("findings", "发现", "");
    const choices = (key, names) => [
      ["", "全部"],
      ...[...new Set(data.findings.map((row) => row[key]))].map((value) => [value, named(names, value)]),
    ];
    const severity = select(
      parts.controls,
      "severity",
      "严重程度",
      [...choices("severity", severities), ["serious", "错误与警告"]],
      state.severity ?? "",
    );
    const status = select(parts.controls, "status", "状态", choices("status", statuses), state.status ?? "");
    const rule = select(
      parts.controls,
      "rule",
      "规则",
      [["", "全部"], ...[...new Set(data.findings.map((row) => row.rule))].sort().map((one) => [one, one])],
      state.rule ?? "",
    );
    const query = search(parts.controls, "q", "查找", state.q).toLowerCase();
    const rows = data.findings.filter(
      (row) =>
        (!severity || row.severity === severity || (severity === "serious" && row.severity !== "info")) &&
        (!status || row.status === status) &&
        (!rule || row.rule === rule) &&
        (!query ||
          [row.department, row.message, row.project, row.statement, row.code].join(" ").toLowerCase().includes(query)),
    );
    panel(
      "findings",
      "发现",
      `${rows.length} 条，共 ${data.findings.length} 条。“应有”是按规则算出的，“所印”是文件中的。`,
    );
    const rules = [...groupBy(rows, (row) => row.rule).keys()].sort();
    chart.counts(
      parts.chart,
      "各规则的发现数",
      rules,
      Object.entries(severities).map(([key, name]) => ({
        name,
        colour: colours[key],
        values: rules.map((one) => rows.filter((row) => row.rule === one && row.severity === key).length || null),
      })),
    );
    table(parts.table, {
      caption: "数据质量发现",
      columns: [
        { key: "severity_name", label: "严重程度" },
        { key: "rule", label: "规则" },
        { key: "message", label: "说明", header: true, wide: true },
        {
          key: "place",
          label: "出处",
          href: (row) => Budget.lineHref(row.document, row.page, row.line) ?? `documents/${row.document}.html`,
        },
        {
          key: "expected_yuan",
          label: "应有",
          type: "amount",
          href: (row) => Budget.lineHref(row.document, row.page, row.line),
        },
        {
          key: "actual_yuan",
          label: "所印",
          type: "amount",
          href: (row) => Budget.lineHref(row.document, row.page, row.line),
        },
        { key: "difference_yuan", label: "差额", type: "amount" },
        { key: "status_name", label: "状态" },
        { key: "cause_name", label: "原因" },
        { key: "department", label: "部门", wide: true, href: (row) => Budget.departmentHref(row.department_slug) },
        { key: "year", label: "年度" },
        { key: "statement", label: "表" },
      ],
      rows: rows.map((row) => ({
        ...row,
        severity_name: named(severities, row.severity),
        status_name: named(statuses, row.status),
        cause_name: named(causes, row.cause),
        place: row.line == null ? "整份文件" : `${row.page == null ? "" : `第 ${row.page} 页 `}第 ${row.line} 行`,
      })),
      empty: "没有符合条件的发现。",
    });
    if (state.q !== undefined) Budget.announce(`找到 ${rows.length} 条发现`);
  }

  Budget.page((state) => {
    findings(state);
    const coverage = panel("coverage", "检验的范围", "每张表印出的金额有多少已入库，检验了多少条平衡关系。");
    table(coverage.table, { caption: "各表的覆盖与检验", columns: Budget.coverageColumns(), rows: data.coverage });
    const checks = panel("checks", "本次运行的检查", "发布前每一层的检查；“阻断”的检查不通过就不发布。");
    table(checks.table, {
      caption: "本次运行的检查",
      columns: [
        { key: "layer_name", label: "层", header: true },
        { key: "suite", label: "检查组" },
        { key: "checks", label: "检查数", type: "count" },
        { key: "passed", label: "通过", type: "count" },
        { key: "failed", label: "未通过", type: "count" },
        { key: "blocking", label: "其中阻断", type: "count" },
      ],
      rows: data.checks.map((row) => ({ ...row, layer_name: named(layers, row.layer) })),
    });
  });
})();
