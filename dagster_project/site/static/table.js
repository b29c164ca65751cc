// Tables: sorting, paging, links, and the same rows as a CSV file.
"use strict";

Budget.table = (() => {
  const { el } = Budget;
  const PAGE = 50;
  const PRINTED = 2000;
  // Up to so many characters stay on one line.
  const SHORT = 10;

  function heading(column) {
    return column.type === "amount" ? `${column.label}（${Budget.units[Budget.unit()].label}）` : column.label;
  }

  function shown(column, row) {
    const value = row[column.key];
    if (value == null || value === "") return "";
    if (column.type === "amount") return Budget.amount(value);
    if (column.type === "percent") return Budget.percent(value);
    if (column.type === "count") return value.toLocaleString("zh-CN");
    return String(value);
  }

  const isNumber = (column) => ["amount", "percent", "count"].includes(column.type);

  // Text that a spreadsheet would run as a formula gets an apostrophe before it, as spreadsheets themselves do.
  function csvValue(column, row) {
    const value = row[column.key];
    if (value == null) return "";
    if (column.type === "amount") return Budget.amount(value, { grouped: false });
    if (isNumber(column)) return String(value);
    const text = String(value).replace(/^[=+\-@\t\r]/, "'$&");
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }

  function csv(columns, rows) {
    const lines = [
      columns.map((column) => csvValue({}, { undefined: heading(column) })),
      ...rows.map((row) => columns.map((column) => csvValue(column, row))),
    ];
    return "\ufeff" + lines.map((line) => line.join(",")).join("\r\n") + "\r\n";
  }

  function download(name, text) {
    const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
    const link = el("a", { href: url, download: `${name}-${Budget.version}.csv` });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  }

  function cell(column, row) {
    const text = shown(column, row);
    const href = text === "" ? null : column.href?.(row);
    const content = href
      ? el("a", { href, "aria-label": column.linkLabel ? `${text}，${column.linkLabel}` : null }, text)
      : column.action && text !== ""
        ? el("button", { type: "button", class: "link", onclick: () => column.action(row) }, text)
        : document.createTextNode(text);
    const attributes = {
      class:
        [isNumber(column) && "number", column.wide && "wide", text.length <= SHORT && "short"]
          .filter(Boolean)
          .join(" ") || null,
    };
    const depth = column.depth?.(row);
    if (depth) attributes.style = `padding-inline-start: ${0.6 + depth}rem`;
    const mark = column.mark?.(row);
    return el(
      column.header ? "th" : "td",
      column.header ? { ...attributes, scope: "row" } : attributes,
      column.swatch
        ? el("span", { class: "swatch", style: `background:${column.swatch(row)}`, "aria-hidden": "true" })
        : null,
      content,
      mark ? el("span", { class: `mark ${mark.kind}`, title: mark.title }, mark.text) : null,
    );
  }

  // columns: {key, label, type: text|amount|percent|count, href(row), action(row), mark(row), swatch(row), depth(row), header, wide}
  return function table(host, { caption, columns, rows, empty }) {
    if (rows.length === 0) {
      Budget.empty(host, empty ?? "没有符合条件的数据。");
      return;
    }
    const printing = "printing" in document.documentElement.dataset;
    const kept = host.sorting?.columns === columns.map((column) => column.key).join() ? host.sorting : null;
    const sorting = kept ?? { columns: columns.map((column) => column.key).join(), key: null, descending: false };
    host.sorting = sorting;
    let at = 0;
    let ordered = rows;

    const body = el("tbody");
    const pages = el("nav", { class: "pages", "aria-label": `${caption}：分页` });
    const heads = columns.map((column) =>
      el(
        "th",
        { scope: "col", class: isNumber(column) ? "number" : null },
        el("button", { type: "button", onclick: () => sortBy(column) }, heading(column)),
      ),
    );

    function sort() {
      const column = columns.find((one) => one.key === sorting.key);
      heads.forEach((head, index) => {
        if (columns[index] === column) head.setAttribute("aria-sort", sorting.descending ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      });
      if (!column) return;
      const collator = new Intl.Collator("zh-CN", { numeric: true });
      const direction = sorting.descending ? -1 : 1;
      ordered = [...rows].sort((a, b) => {
        const [one, other] = [a[column.key], b[column.key]];
        if (one == null || other == null) return (one == null) - (other == null);
        return direction * (isNumber(column) ? one - other : collator.compare(one, other));
      });
    }

    function sortBy(column) {
      sorting.descending = sorting.key === column.key ? !sorting.descending : isNumber(column);
      sorting.key = column.key;
      at = 0;
      sort();
      draw();
      Budget.announce(`按${column.label}${sorting.descending ? "从大到小" : "从小到大"}排序`);
    }

    function turn(step) {
      at += step;
      draw();
      Budget.announce(`第 ${at + 1} 页，共 ${Math.ceil(ordered.length / PAGE)} 页`);
    }

    const back = el("button", { type: "button", onclick: () => turn(-1) }, "上一页");
    const forward = el("button", { type: "button", onclick: () => turn(1) }, "下一页");
    const where = el("span");
    pages.append(back, where, forward);

    function draw() {
      const size = printing ? PRINTED : PAGE;
      const count = Math.ceil(ordered.length / size);
      body.replaceChildren(
        ...ordered
          .slice(at * size, (at + 1) * size)
          .map((row) => el("tr", {}, ...columns.map((column) => cell(column, row)))),
      );
      pages.hidden = count <= 1;
      where.textContent = `第 ${at + 1} / ${count} 页`;
      back.disabled = at === 0;
      forward.disabled = at >= count - 1;
    }

    sort();
    draw();
    host.replaceChildren(
      el(
        "div",
        { class: "table-bar" },
        el(
          "span",
          { class: "count" },
          `${rows.length.toLocaleString("zh-CN")} 行${printing && rows.length > PRINTED ? `，纸上只印前 ${PRINTED} 行，全部在 CSV 中` : ""}`,
        ),
        el(
          "button",
          {
            type: "button",
            class: "csv",
            onclick: () => download(caption, csv(columns, ordered)),
            "aria-label": `下载“${caption}”的 CSV`,
          },
          "下载 CSV",
        ),
      ),
      el(
        "div",
        { class: "scroll", tabindex: "0", role: "region", "aria-label": `${caption}（可左右滚动）` },
        el("table", {}, el("caption", {}, caption), el("thead", {}, el("tr", {}, ...heads)), body),
      ),
      pages,
    );
  };
})();

// A number that differs from what is printed, or that was lost in print, says so.
Budget.repaired = (row) =>
  row.status === "repaired"
    ? {
        kind: "repaired",
        text: "修复",
        title:
          row.reported === undefined
            ? "与所印不同，见原文"
            : row.reported === null
              ? "原文缺失，按合计关系补回"
              : `印作“${row.reported}”`,
      }
    : null;

Budget.coverageColumns = () => [
  { key: "statement", label: "表", header: true },
  { key: "documents", label: "文件数", type: "count", href: () => "documents.html" },
  { key: "cells_printed", label: "印出的金额", type: "count" },
  { key: "facts", label: "入库", type: "count" },
  { key: "repaired", label: "修复", type: "count" },
  { key: "identities_tested", label: "检验的平衡关系", type: "count" },
  { key: "passed", label: "相符", type: "count" },
  { key: "failed", label: "不符", type: "count" },
  { key: "untestable", label: "无法检验", type: "count" },
];

Budget.trustNote = "采用数字之前先看这里：明细相加是否等于印出的总计，检验了多少平衡关系，还有多少错误没有解决。";

// How far the numbers of a statement can be trusted; `before` are the columns that a page needs in front.
Budget.trustColumns = (before = []) => [
  ...before,
  { key: "statement", label: "表", header: true },
  { key: "verdict", label: "结论" },
  { key: "amounts_printed", label: "印出的金额", type: "count" },
  { key: "facts", label: "入库", type: "count" },
  { key: "total_yuan", label: "印出的总计", type: "amount" },
  { key: "additive_yuan", label: "明细相加", type: "amount" },
  { key: "identities_tested", label: "检验的平衡关系", type: "count" },
  { key: "identities_failed", label: "不符", type: "count" },
  { key: "open_errors", label: "未解决的错误", type: "count" },
  { key: "open_warnings", label: "警告", type: "count" },
];

// Budget against final accounts of one department, item by item.
Budget.execution = (parts, rows) => {
  Budget.table(parts.table, {
    caption: "各科目的预算与决算",
    columns: [
      { key: "year", label: "年度" },
      { key: "code", label: "科目编码" },
      { key: "name", label: "科目", header: true },
      {
        key: "budget_yuan",
        label: "预算",
        type: "amount",
        linkLabel: "看原文",
        href: (row) => Budget.lineHref(row.budget_document, row.budget_page, row.budget_line),
      },
      {
        key: "final_yuan",
        label: "决算",
        type: "amount",
        linkLabel: "看原文",
        href: (row) => Budget.lineHref(row.final_document, row.final_page, row.final_line),
      },
      { key: "difference_yuan", label: "差额", type: "amount" },
      { key: "rate", label: "执行率", type: "percent" },
    ],
    rows,
  });
};
