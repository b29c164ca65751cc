// Projects and targets: choose departments, filter, read the medium-term target beside the annual one.
"use strict";
(() => {
  const { data, el, panel, table, chart, select, search, groupBy } = Budget;
  // Up to so many targets are loaded and searched together; beyond, one department at a time.
  const TOGETHER = 20000;
  const together = data.departments.reduce((total, row) => total + row.targets, 0) <= TOGETHER;
  const controls = document.getElementById("search");
  const signs = { qualitative: "定性", none: "未注明" };
  const host = el("p", { class: "note", id: "loading" });
  controls.addEventListener("submit", (event) => event.preventDefault());
  controls.after(host);

  // Some sheets print no name for a project.
  const named = (row) => ({ ...row, name: row.name ?? "（未印名称）" });
  const place = (row) => (row.medium ? Budget.mediumHref(row) : Budget.annualHref(row));

  async function loadAll(slugs) {
    const shards = await Promise.all(slugs.map((slug) => Budget.load(`data/projects/${slug}.js`, slug)));
    return shards.map((shard) => {
      shard.parsed ??= { projects: Budget.objects(shard.projects).map(named), targets: Budget.objects(shard.targets) };
      return shard.parsed;
    });
  }

  function operators(row) {
    return [
      row.annual_text == null ? null : (row.annual_operator ?? "none"),
      row.medium_text == null ? null : (row.medium_operator ?? "none"),
    ].filter(Boolean);
  }

  function show(projects, targets, state) {
    const byForm = new Map(projects.map((row) => [row.form_id, row]));
    const levels = [...new Set(targets.map((row) => row.level1 ?? ""))].sort();
    const level1 = select(
      controls,
      "level1",
      "一级指标",
      [["", "全部"], ...levels.filter(Boolean).map((one) => [one, one])],
      state.level1 ?? "",
    );
    const second = [
      ...new Set(targets.filter((row) => !level1 || row.level1 === level1).map((row) => row.level2 ?? "")),
    ].sort();
    const level2 = select(
      controls,
      "level2",
      "二级指标",
      [["", "全部"], ...second.filter(Boolean).map((one) => [one, one])],
      state.level2 ?? "",
    );
    const units = [...new Set(projects.map((row) => row.unit ?? ""))].filter(Boolean).sort();
    const unit = select(
      controls,
      "implementer",
      "实施单位",
      [["", "全部"], ...units.map((one) => [one, one])],
      state.implementer ?? "",
    );
    const measures = [...groupBy(targets, (row) => row.target_unit ?? "")]
      .sort((a, b) => b[1].length - a[1].length)
      .map(([name]) => name)
      .filter(Boolean);
    const measure = select(
      controls,
      "measure",
      "计量单位",
      [["", "全部"], ...measures.map((one) => [one, one])],
      state.measure ?? "",
    );
    const signsFound = [...new Set(targets.flatMap(operators))].sort();
    const operator = select(
      controls,
      "operator",
      "比较符",
      [["", "全部"], ...signsFound.map((one) => [one, signs[one] ?? one])],
      state.operator ?? "",
    );
    const query = (state.q ?? "").toLowerCase();
    const chosen = state.project && byForm.has(state.project) ? state.project : null;

    const found = targets.filter((row) => {
      const project = byForm.get(row.form_id);
      return (
        (!chosen || row.form_id === chosen) &&
        (!level1 || row.level1 === level1) &&
        (!level2 || row.level2 === level2) &&
        (!unit || project?.unit === unit) &&
        (!measure || row.target_unit === measure) &&
        (!operator || operators(row).includes(operator)) &&
        (!query ||
          `${project?.name ?? ""} ${row.level3 ?? ""} ${row.annual_text ?? ""} ${row.medium_text ?? ""}`
            .toLowerCase()
            .includes(query))
      );
    });
    const filtered = Boolean(level1 || level2 || measure || operator);
    const withTarget = new Set(found.map((row) => row.form_id));
    const matching = projects.filter(
      (row) =>
        (!chosen || row.form_id === chosen) &&
        (!unit || row.unit === unit) &&
        (withTarget.has(row.form_id) ||
          (!filtered && (!query || `${row.name} ${row.unit ?? ""}`.toLowerCase().includes(query)))),
    );

    if (chosen) {
      const project = byForm.get(chosen);
      const parts = panel(
        "project",
        project.name,
        [project.department, project.unit, project.year && `${project.year} 年`, project.attribute, project.period]
          .filter(Boolean)
          .join(" · "),
      );
      parts.section.hidden = false;
      parts.controls.replaceChildren(
        el("button", { type: "button", onclick: () => Budget.setState({ project: "" }) }, "返回全部项目"),
      );
      table(parts.table, {
        caption: `${project.name}：资金与目标`,
        columns: [
          { key: "phase", label: "阶段", header: true },
          { key: "yuan", label: "资金总额", type: "amount", href: place, linkLabel: "看原文" },
          { key: "fiscal", label: "财政拨款", type: "amount", href: place, linkLabel: "看原文" },
          { key: "goal", label: "总体目标", wide: true },
        ],
        rows: [
          {
            ...project,
            phase: "年度",
            medium: false,
            yuan: project.annual_yuan,
            fiscal: project.annual_fiscal_yuan,
            goal: project.annual_goal,
          },
          {
            ...project,
            phase: project.medium_period ? `中期 ${project.medium_period}` : "中期",
            medium: true,
            yuan: project.medium_yuan,
            goal: project.medium_goal,
          },
        ].filter((row) => row.yuan != null || row.goal),
      });
    } else {
      const made = document.getElementById("project");
      if (made) made.hidden = true;
    }

    const list = panel(
      "targets",
      "绩效指标",
      `${found.length} 条指标，属于 ${withTarget.size} 个项目。“存疑”的归属见数据质量。`,
    );
    table(list.table, {
      caption: "绩效指标：年度与中期",
      columns: [
        {
          key: "project",
          label: "项目",
          href: (row) => `#${new URLSearchParams({ ...Budget.state(), project: row.form_id })}`,
          wide: true,
        },
        { key: "level1", label: "一级指标" },
        { key: "level2", label: "二级指标" },
        { key: "level3", label: "三级指标", header: true, wide: true },
        { key: "annual_text", label: "年度目标", href: Budget.annualHref, linkLabel: "看原文" },
        { key: "medium_text", label: "中期目标", href: Budget.mediumHref, linkLabel: "看原文" },
        { key: "target_unit", label: "计量单位" },
        {
          key: "weight",
          label: "权重",
          type: "count",
          href: (row) => Budget.annualHref(row) ?? Budget.mediumHref(row),
          linkLabel: "看原文",
        },
        { key: "attribution_name", label: "归属" },
      ],
      rows: found.map((row) => ({
        ...row,
        project: byForm.get(row.form_id)?.name ?? row.form_id,
        attribution_name: { printed: "", inferred: "推断", uncertain: "存疑" }[row.attribution] ?? row.attribution,
      })),
      empty: "没有符合条件的指标。",
    });

    const panelOfProjects = panel("projects", "项目", `${matching.length} 个项目。`);
    table(panelOfProjects.table, {
      caption: "项目",
      columns: [
        { key: "year", label: "年度" },
        {
          key: "name",
          label: "项目",
          header: true,
          wide: true,
          href: (row) => `#${new URLSearchParams({ ...Budget.state(), project: row.form_id })}`,
        },
        { key: "department", label: "部门" },
        { key: "unit", label: "实施单位" },
        { key: "attribute", label: "属性" },
        { key: "annual_yuan", label: "年度资金", type: "amount", href: Budget.annualHref, linkLabel: "看原文" },
        { key: "medium_yuan", label: "中期资金", type: "amount", href: Budget.mediumHref, linkLabel: "看原文" },
      ],
      rows: matching,
    });
    const groups = [...groupBy(found, (row) => row.level2 ?? row.level1 ?? "未注明")]
      .map(([name, rows]) => ({ name, count: rows.length }))
      .sort((a, b) => b.count - a.count);
    const summary = panel("levels", "找到的指标按级别", groups.length > 12 ? "图中只画前 12 类，表中是全部。" : "");
    chart.counts(
      summary.chart,
      "找到的指标按二级指标",
      groups.slice(0, 12).map((row) => row.name),
      [{ name: "指标数", values: groups.slice(0, 12).map((row) => row.count) }],
    );
    table(summary.table, {
      caption: "指标按二级指标",
      columns: [
        { key: "name", label: "二级指标", header: true },
        { key: "count", label: "指标数", type: "count" },
      ],
      rows: groups,
    });

    Budget.announce(`找到 ${found.length} 条指标，${matching.length} 个项目`);
  }

  // Over all departments, only the names of projects are searched; a hit opens its department.
  async function searchNames(query) {
    const parts = panel("hits", "按名称查找项目", "输入项目或实施单位的名称，或者先选一个部门。");
    parts.section.hidden = false;
    if (!query) return Budget.empty(parts.table, "还没有输入。");
    const names = Budget.objects(await Budget.load("data/project_names.js", "names"));
    const departments = new Map(data.departments.map((row) => [row.department_slug, row.department]));
    const rows = names
      .filter((row) => `${row.name} ${row.unit ?? ""}`.toLowerCase().includes(query))
      .map((row) => ({ ...named(row), department: departments.get(row.department_slug) }));
    table(parts.table, {
      caption: "按名称找到的项目",
      columns: [
        { key: "year", label: "年度" },
        {
          key: "name",
          label: "项目",
          header: true,
          wide: true,
          href: (row) => `#${new URLSearchParams({ department: row.department_slug, project: row.form_id })}`,
        },
        { key: "department", label: "部门" },
        { key: "unit", label: "实施单位" },
        { key: "annual_yuan", label: "年度资金", type: "amount", href: Budget.annualHref, linkLabel: "看原文" },
      ],
      rows,
    });
    Budget.announce(`找到 ${rows.length} 个项目`);
  }

  let turn = 0;
  Budget.page((state) => {
    if (data.departments.length === 0) {
      host.textContent = "";
      return Budget.empty(panel("targets", "绩效指标", "").table, "快照中还没有项目。");
    }
    search(controls, "q", "查找项目、指标", state.q);
    const options = data.departments.map((row) => [row.department_slug, `${row.department}（${row.projects} 个项目）`]);
    const department = select(
      controls,
      "department",
      "部门",
      [["", together ? "全部部门" : "请选择部门"], ...options],
      state.department ?? "",
    );
    const hits = document.getElementById("hits");
    if (hits) hits.hidden = true;
    for (const id of ["project", "levels", "targets", "projects"]) {
      const made = document.getElementById(id);
      if (made) made.hidden = !together && !department;
    }
    if (!together && !department) return void searchNames((state.q ?? "").toLowerCase());
    const slugs = department ? [department] : data.departments.map((row) => row.department_slug);
    const mine = ++turn;
    host.textContent = "正在读取……";
    loadAll(slugs).then(
      (shards) => {
        if (mine !== turn) return;
        host.textContent = "";
        show(
          shards.flatMap((one) => one.projects),
          shards.flatMap((one) => one.targets),
          state,
        );
        window.__shown = performance.now();
      },
      (error) => {
        host.textContent = `读不到数据文件：${error.message}`;
      },
    );
  });
})();
