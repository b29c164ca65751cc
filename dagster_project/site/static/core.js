// What every page needs: its data, the state kept in the address, amounts, elements, panels, controls.
// Text from documents only ever becomes text nodes: there is no markup built from strings anywhere in these scripts.
"use strict";

const Budget = (() => {
  const root = document.body.dataset.root;
  const { version } = Snapshot;
  const units = {
    yuan: { label: "元", divisor: 1, most: 2 },
    wan: { label: "万元", divisor: 1e4, most: 6 },
    yi: { label: "亿元", divisor: 1e8, most: 10 },
  };
  const renderers = [];

  // --- data -------------------------------------------------------------------------------------------------------
  function objects(records) {
    return records.rows.map((row) => Object.fromEntries(records.columns.map((name, index) => [name, row[index]])));
  }

  const data = Object.fromEntries(
    Object.entries(JSON.parse(document.getElementById("data").textContent)).map(([name, it]) => [name, objects(it)]),
  );

  const waiting = new Map();
  const received = new Map();

  // Data files are scripts that call this: pages opened from files may not fetch.
  function receive(key, content) {
    received.set(key, content);
    waiting.get(key)?.();
  }

  function load(path, key) {
    if (received.has(key)) return Promise.resolve(received.get(key));
    return new Promise((resolve, reject) => {
      waiting.set(key, () => resolve(received.get(key)));
      const script = document.createElement("script");
      script.src = root + path;
      script.onerror = () => reject(new Error(path));
      document.head.append(script);
    });
  }

  // --- state in the address ---------------------------------------------------------------------------------------
  function state() {
    const hash = location.hash.slice(1);
    return hash.includes("=") ? Object.fromEntries(new URLSearchParams(hash)) : {};
  }

  function setState(changes, { replace = false } = {}) {
    const next = { ...state(), ...changes };
    const hash = new URLSearchParams(
      Object.entries(next).filter(([, value]) => value !== "" && value != null),
    ).toString();
    if (hash === location.hash.slice(1)) return;
    if (replace) location.replace(`#${hash}`);
    else location.hash = hash;
  }

  function stored(name, value) {
    try {
      if (value === undefined) return localStorage.getItem(name);
      localStorage.setItem(name, value);
    } catch {
      // Storage may be closed to files; the address still carries the choice.
    }
    return null;
  }

  // --- amounts ----------------------------------------------------------------------------------------------------
  function unit() {
    const name = state().unit ?? stored("unit");
    return Object.hasOwn(units, name ?? "") ? name : "wan";
  }

  // An amount in 元, exactly, in the unit shown: two decimals, more only where the amount has them.
  function amount(yuan, { grouped = true } = {}) {
    if (yuan == null) return "";
    const { divisor, most } = units[unit()];
    const [whole, decimals] = (yuan / divisor).toFixed(most).split(".");
    const kept = decimals.replace(/0+$/, "").padEnd(2, "0");
    return `${grouped ? whole.replace(/\B(?=(\d{3})+$)/g, ",") : whole}.${kept}`;
  }

  // The same for charts and headlines, where a rounded figure reads better; the table below holds the exact one.
  function rounded(yuan) {
    const { divisor } = units[unit()];
    return (yuan / divisor).toLocaleString("zh-CN", { maximumFractionDigits: 2 }) + units[unit()].label;
  }

  const percent = (share) => (share == null ? "" : `${(share * 100).toFixed(2)}%`);

  // --- addresses --------------------------------------------------------------------------------------------------
  const anchor = (page, line) => (page == null ? `L${line}` : `P${page}-${line}`);
  const lineHref = (document_, page, line) =>
    document_ == null || line == null ? null : `${root}documents/${document_}.html#${anchor(page, line)}`;
  const annualHref = (row) => lineHref(row.document, row.annual_page, row.annual_line);
  const mediumHref = (row) => lineHref(row.document, row.medium_page, row.medium_line);
  const departmentHref = (slug) => (slug ? `${root}departments/${slug}.html` : null);
  function functionHref(classCode, parameters) {
    return `${root}functions/${classCode}.html#${new URLSearchParams(parameters)}`;
  }

  // --- elements ---------------------------------------------------------------------------------------------------
  function el(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (value === true) element.setAttribute(name, "");
      else if (value !== false && value != null) element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child != null));
    return element;
  }

  // A titled part of the page, made once; `controls`, `chart`, `table` are the places to draw into.
  function panel(id, title, note) {
    const made = document.getElementById(id);
    if (made) {
      made.querySelector("h2").textContent = title;
      made.querySelector(".note").textContent = note ?? "";
      return made.parts;
    }
    const parts = {
      controls: el("div", { class: "controls" }),
      chart: el("div", { class: "chart", hidden: true }),
      table: el("div", { class: "table" }),
    };
    const section = el(
      "section",
      { id, class: "panel", "aria-labelledby": `${id}-title` },
      el("h2", { id: `${id}-title` }, title),
      el("p", { class: "note" }, note ?? ""),
      parts.controls,
      parts.chart,
      parts.table,
    );
    section.parts = parts;
    parts.section = section;
    document.getElementById("content").append(section);
    return parts;
  }

  // A labelled choice kept in the address under `key`; made once, then only brought up to date.
  function select(host, key, label, options, value) {
    let input = host.querySelector(`[data-key="${key}"]`);
    if (!input) {
      input = el("select", { "data-key": key, onchange: () => setState({ [key]: input.value }) });
      host.append(el("label", {}, label, input));
    }
    input.replaceChildren(...options.map(([name, text]) => el("option", { value: name }, text)));
    input.value = options.some(([name]) => String(name) === String(value)) ? value : options[0]?.[0];
    return input.value;
  }

  function search(host, key, label, value) {
    let input = host.querySelector(`[data-key="${key}"]`);
    if (!input) {
      let pause;
      input = el("input", {
        type: "search",
        "data-key": key,
        autocomplete: "off",
        oninput: () => {
          clearTimeout(pause);
          pause = setTimeout(() => setState({ [key]: input.value.trim() }, { replace: true }), 200);
        },
      });
      host.append(el("label", {}, label, input));
    }
    if (document.activeElement !== input) input.value = value ?? "";
    return value ?? "";
  }

  function empty(host, text) {
    host.replaceChildren(el("p", { class: "empty" }, text));
  }

  const announce = (text) => {
    document.getElementById("live").textContent = text;
  };

  // --- grouping ---------------------------------------------------------------------------------------------------
  function groupBy(rows, key) {
    const groups = new Map();
    for (const row of rows) {
      const name = key(row);
      if (!groups.has(name)) groups.set(name, []);
      groups.get(name).push(row);
    }
    return groups;
  }

  // Sums in whole 分, so that adding never shows 0.30000000000000004.
  const sum = (rows, key = "yuan") => rows.reduce((total, row) => total + Math.round((row[key] ?? 0) * 100), 0) / 100;

  const stages = { budget: "预算", final_account: "决算" };

  // The years and stages of some rows, newest first, and which one is chosen.
  function chooseYear(host, rows) {
    const labels = new Map(rows.map((row) => [`${row.year}-${row.stage}`, `${row.year} 年${stages[row.stage]}`]));
    const options = [...labels].sort(
      (a, b) => Number(b[0].slice(0, 4)) - Number(a[0].slice(0, 4)) || (a[0] < b[0] ? -1 : 1),
    );
    const [year, stage] = select(host, "year", "年度", options, state().year).split("-");
    return { year: Number(year), stage, label: labels.get(`${year}-${stage}`) };
  }

  // --- life of a page ---------------------------------------------------------------------------------------------
  function render() {
    for (const one of document.querySelectorAll("input[name=unit]")) one.checked = one.value === unit();
    for (const renderer of renderers) renderer(state());
    // What is shown is this address; between a click and here it is the one before.
    window.__drawn = location.hash;
  }

  // Draw the page now and whenever its address, unit or theme changes; then say that it can be used.
  function page(renderer) {
    renderers.push(renderer);
    render();
    document.getElementById(state().show)?.scrollIntoView();
    performance.mark("ready");
    window.__ready = performance.now();
  }

  function setTheme(theme) {
    document.documentElement.dataset.theme = theme;
    const button = document.getElementById("theme-toggle");
    button.setAttribute("aria-pressed", String(theme === "dark"));
  }

  setTheme(document.documentElement.dataset.theme);
  document.getElementById("theme-toggle").addEventListener("click", () => {
    setTheme(document.documentElement.dataset.theme === "dark" ? "light" : "dark");
    stored("theme", document.documentElement.dataset.theme);
    render();
  });
  document.getElementById("unit-toggle").addEventListener("change", (event) => {
    stored("unit", event.target.value);
    if (location.hash.includes("=") || location.hash === "") setState({ unit: event.target.value }, { replace: true });
    else render();
    announce(`金额单位：${units[event.target.value].label}`);
  });
  // The address of a page may be its state, so the skip link moves the focus by hand.
  document.getElementById("skip").addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById("main").focus();
  });
  document.getElementById("snapshot").append(
    ...["快照 ", el("code", {}, version), ` · 数据日期 ${Snapshot.date}（UTC）· 代码版本 `],
    el("code", {}, Snapshot.revision),
  );
  addEventListener("hashchange", render);
  // Paper is white.
  let before;
  addEventListener("beforeprint", () => {
    before = document.documentElement.dataset.theme;
    setTheme("light");
    document.documentElement.dataset.printing = "";
    render();
  });
  addEventListener("afterprint", () => {
    delete document.documentElement.dataset.printing;
    setTheme(before);
    render();
  });

  return {
    root,
    version,
    units,
    data,
    objects,
    receive,
    load,
    state,
    setState,
    unit,
    amount,
    rounded,
    percent,
    lineHref,
    annualHref,
    mediumHref,
    anchor,
    departmentHref,
    functionHref,
    el,
    panel,
    select,
    search,
    empty,
    announce,
    groupBy,
    sum,
    stages,
    chooseYear,
    page,
  };
})();
