// Search, language and theme of the dictionary. The page is whole without them.
"use strict";
(() => {
  const root = document.documentElement;
  const stored = (key, value) => {
    try {
      if (value !== undefined) localStorage.setItem(key, value);
      return localStorage.getItem(key);
    } catch {
      return null; // Storage may be closed to files.
    }
  };

  const button = document.getElementById("theme");
  const setTheme = (theme) => {
    root.dataset.theme = theme;
    button.setAttribute("aria-pressed", String(theme === "dark"));
  };
  setTheme(root.dataset.theme);
  button.addEventListener("click", () => {
    setTheme(root.dataset.theme === "dark" ? "light" : "dark");
    stored("theme", root.dataset.theme);
  });

  const language = document.getElementById("language");
  const setLanguage = (value) => {
    root.dataset.lang = value;
    language.querySelector(`[value="${value}"]`).checked = true;
  };
  if (["zh", "en", "both"].includes(stored("language"))) setLanguage(stored("language"));
  language.addEventListener("change", (event) => {
    setLanguage(event.target.value);
    stored("language", event.target.value);
  });

  const sections = [...document.querySelectorAll("main section")].map((section) => ({
    section,
    about: `${section.dataset.name} ${section.querySelector(".about").textContent}`.toLowerCase(),
    rows: [...section.querySelectorAll("tbody tr")].map((row) => ({
      row,
      text: `${section.dataset.name} ${row.id} ${row.textContent}`.toLowerCase(),
    })),
  }));
  const query = document.getElementById("query");
  const found = document.getElementById("found");
  const contents = document.querySelector(".contents");

  // Rows that hold every word; all rows of a table that is itself meant.
  function search() {
    const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    const holds = (text) => words.every((word) => text.includes(word));
    let count = 0;
    for (const { section, about, rows } of sections) {
      const whole = holds(about);
      let shown = 0;
      for (const { row, text } of rows) {
        row.hidden = !whole && !holds(text);
        shown += !row.hidden;
      }
      section.hidden = !whole && shown === 0;
      count += shown;
    }
    contents.hidden = words.length > 0;
    for (const heading of document.querySelectorAll("h2.schema")) {
      let next = heading.nextElementSibling;
      while (next?.matches("section") && next.hidden) next = next.nextElementSibling;
      heading.hidden = !next?.matches("section");
    }
    found.textContent = words.length ? `${count || "无 no"} 项 matches` : "";
  }

  let pause;
  query.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(search, 150);
  });
  document.getElementById("search").addEventListener("submit", (event) => event.preventDefault());
  // A link leads to its place also where the search had hidden it.
  addEventListener("hashchange", () => {
    if (!query.value) return;
    query.value = "";
    search();
    document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
  });
  document.getElementById("search").hidden = false;
  document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
})();
