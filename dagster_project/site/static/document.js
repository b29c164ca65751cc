// One document, line by line: as printed, beside what was stored from it. The address names a line: #L12 or #P3-12.
"use strict";
(() => {
  const { data, el, panel, table } = Budget;
  const roles = {
    title: "标题",
    unit: "单位",
    header: "表头",
    cell_row: "数据行",
    goal: "目标",
    note: "说明",
    heading: "小标题",
    noise: "页眉页脚等",
    unrecognised: "未能识别",
  };
  const marks = { repaired: "修复", unit_corrected: "单位换算", open: "未解决", accepted: "已接受" };

  function stored([kind, label, yuan, value, reported, status]) {
    const amount = yuan == null ? value : `${Budget.amount(yuan)} ${Budget.units[Budget.unit()].label}`;
    return el(
      "li",
      {},
      el("span", { class: "kind" }, kind),
      ` ${label}`,
      amount ? el("b", {}, ` ${amount}`) : null,
      kind === "金额" && reported == null ? el("span", { class: "reported" }, "（原文缺失）") : null,
      reported == null ? null : el("span", { class: "reported" }, `（印作“${reported}”）`),
      marks[status] ? el("span", { class: `mark ${status}` }, marks[status]) : null,
    );
  }

  // The heading of a page (of a workbook: a sheet), with a link to the page of the source where it has an address.
  function pageRow(page) {
    const source = document.getElementById("source");
    const address = source?.dataset.pages === undefined ? null : new URL(source.href);
    if (address) address.hash = `page=${page}`;
    return el(
      "tr",
      { class: "page" },
      el(
        "th",
        { scope: "rowgroup", colspan: "4" },
        `第 ${page} 页`,
        address ? el("a", { href: address.href, rel: "noreferrer" }, "看来源的这一页") : null,
      ),
    );
  }

  function lines(host) {
    if (data.lines.length === 0) return Budget.empty(host, "这份文件没有读出文字行。处理结果见上。");
    const body = el("tbody");
    let page = null;
    for (const row of data.lines) {
      if (row.page !== page && row.page != null) body.append(pageRow(row.page));
      page = row.page;
      const id = Budget.anchor(row.page, row.line);
      const number = row.page == null ? String(row.line) : `${row.page}-${row.line}`;
      body.append(
        el(
          "tr",
          { id },
          el("th", { scope: "row" }, el("a", { href: `#${id}`, "aria-label": `第 ${number} 行` }, number)),
          el("td", { class: "printed" }, row.text ?? ""),
          el("td", { class: "role" }, roles[row.role] ?? row.role ?? ""),
          el("td", {}, row.items ? el("ul", {}, ...row.items.map(stored)) : null),
        ),
      );
    }
    host.replaceChildren(
      el(
        "div",
        { class: "scroll", tabindex: "0", role: "region", "aria-label": "文件逐行对照（可左右滚动）" },
        el(
          "table",
          { class: "lines" },
          el("caption", {}, "文件逐行对照"),
          el(
            "thead",
            {},
            el(
              "tr",
              {},
              ...["行", "所印", "这一行是", "存入库中的内容"].map((label) => el("th", { scope: "col" }, label)),
            ),
          ),
          body,
        ),
      ),
    );
  }

  function goToLine() {
    document.querySelector("tr.chosen")?.classList.remove("chosen");
    const id = location.hash.slice(1);
    if (!/^(L|P\d+-)\d+$/.test(id)) return;
    const row = document.getElementById(id);
    if (!row) return Budget.announce(`文件中没有这一行：${id}`);
    row.classList.add("chosen");
    row.scrollIntoView({ block: "center" });
    row.querySelector("a").focus({ preventScroll: true });
  }

  let drawn = null;
  Budget.page(() => {
    const parts = panel("lines", "逐行对照", "地址末尾的 #L 行号可以引用。");
    // Only the unit changes what the lines show; moving along them must not draw them again.
    if (drawn !== Budget.unit()) lines(parts.table);
    drawn = Budget.unit();
    if (data.trust.length > 0) {
      const trust = panel("trust", "数字可信情况", Budget.trustNote);
      table(trust.table, { caption: "本文件各表的可信情况", columns: Budget.trustColumns(), rows: data.trust });
    }
    goToLine();
  });
})();
