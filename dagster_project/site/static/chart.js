// Charts: Apache ECharts with our colours, labels and a description for those who do not see them. Every chart has its
// table below it, so a chart that cannot be drawn loses nothing.
"use strict";

Budget.chart = (() => {
  // Dark enough for white labels on them, in both themes.
  const COLOURS = [
    "#2f5d8a",
    "#9a4b2f",
    "#3d7250",
    "#7a5195",
    "#8a6d1f",
    "#a03e5c",
    "#2d7477",
    "#5c6470",
    "#6a4c2e",
    "#4c5fa8",
  ];

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function draw(host, description, option, onclick) {
    host.hidden = false;
    host.setAttribute("role", "img");
    host.setAttribute("aria-label", `${description}。数据见下表。`);
    let chart = echarts.getInstanceByDom(host);
    if (!chart) {
      chart = echarts.init(host, null, { renderer: "svg" });
      new ResizeObserver(() => chart.resize()).observe(host);
    }
    // Paper is narrower than most windows.
    if ("printing" in document.documentElement.dataset) chart.resize({ width: Math.min(host.clientWidth, 660) });
    else chart.resize({ width: "auto" });
    chart.off("click");
    if (onclick) chart.on("click", onclick);
    chart.setOption(
      {
        animation: false,
        color: COLOURS,
        backgroundColor: "transparent",
        textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: colour("--ink") },
        tooltip: { renderMode: "richText", confine: true },
        ...option,
      },
      true,
    );
  }

  function hide(host) {
    echarts.getInstanceByDom(host)?.dispose();
    host.hidden = true;
  }

  const value = (yuan) => Budget.rounded(yuan);
  const share = (part, whole) => (whole ? `${((part / whole) * 100).toFixed(1)}%` : "");

  // nodes: [{name, yuan, ...}], one level at a time so that every label can be read.
  function treemap(host, description, nodes, onclick) {
    nodes.forEach((node, index) => {
      node.colour = COLOURS[index % COLOURS.length];
    });
    const drawn = nodes.filter((node) => node.yuan > 0);
    if (drawn.length === 0) {
      hide(host);
      return;
    }
    const whole = Budget.sum(drawn);
    host.style.height = "24rem";
    draw(
      host,
      description,
      {
        tooltip: {
          renderMode: "richText",
          confine: true,
          formatter: ({ data }) => `${data.name}\n${value(data.yuan)} · ${share(data.yuan, whole)}`,
        },
        series: [
          {
            type: "treemap",
            roam: false,
            nodeClick: false,
            breadcrumb: { show: false },
            left: 0,
            right: 0,
            top: 0,
            bottom: 0,
            itemStyle: { borderColor: colour("--paper"), borderWidth: 2, gapWidth: 2 },
            label: {
              color: "#ffffff",
              fontSize: 13,
              lineHeight: 19,
              overflow: "break",
              formatter: ({ data }) => `${data.name}\n${value(data.yuan)}  ${share(data.yuan, whole)}`,
            },
            // A block too small for its name stays blank: the colour leads to its row in the table.
            data: drawn.map((node) => ({
              ...node,
              value: node.yuan,
              itemStyle: { color: node.colour },
              label: { show: node.yuan / whole > 0.02 },
            })),
          },
        ],
      },
      onclick && (({ data }) => onclick(data)),
    );
  }

  const axis = () => ({
    axisLabel: { color: colour("--ink-soft"), hideOverlap: true },
    axisLine: { lineStyle: { color: colour("--line") } },
    splitLine: { lineStyle: { color: colour("--line") } },
  });
  const scale = () => {
    const { divisor, label } = Budget.units[Budget.unit()];
    return { divisor, label };
  };

  // Stacked or grouped columns: categories on the x axis, series [{name, values (元 or null)}].
  function columns(host, description, categories, series, { stacked = true } = {}) {
    if (categories.length === 0) {
      hide(host);
      return;
    }
    const { divisor, label } = scale();
    host.style.height = "20rem";
    draw(host, description, {
      tooltip: {
        renderMode: "richText",
        confine: true,
        trigger: "axis",
        axisPointer: { type: "shadow" },
        valueFormatter: (v) => (v == null ? "—" : value(v * divisor)),
      },
      legend: { type: "scroll", top: 0, textStyle: { color: colour("--ink") } },
      grid: { left: 8, right: 8, top: 56, bottom: 8, containLabel: true },
      xAxis: { type: "category", data: categories, ...axis() },
      yAxis: { type: "value", name: label, nameTextStyle: { color: colour("--ink-soft"), align: "left" }, ...axis() },
      series: series.map((one) => ({
        type: "bar",
        name: one.name,
        stack: stacked ? "all" : undefined,
        barMaxWidth: 64,
        data: one.values.map((yuan) => (yuan == null ? null : yuan / divisor)),
      })),
    });
  }

  // Stacked counts: like columns, without a currency.
  function counts(host, description, categories, series) {
    host.hidden = false;
    if (categories.length === 0) {
      hide(host);
      return;
    }
    host.style.height = "18rem";
    draw(host, description, {
      tooltip: { renderMode: "richText", confine: true, trigger: "axis", axisPointer: { type: "shadow" } },
      legend: { show: series.length > 1, top: 0, textStyle: { color: colour("--ink") } },
      grid: { left: 8, right: 8, top: series.length > 1 ? 36 : 16, bottom: 8, containLabel: true },
      xAxis: {
        type: "category",
        data: categories,
        ...axis(),
        axisLabel: {
          color: colour("--ink-soft"),
          interval: 0,
          lineHeight: 15,
          width: Math.max(28, host.clientWidth / categories.length - 16),
          overflow: "break",
        },
      },
      yAxis: { type: "value", minInterval: 1, ...axis() },
      series: series.map((one) => ({
        type: "bar",
        name: one.name,
        color: one.colour,
        stack: "all",
        barMaxWidth: 48,
        data: one.values,
      })),
    });
  }

  // Horizontal bars, largest on top: rows [{name, yuan}].
  function bars(host, description, rows, onclick) {
    if (rows.length === 0) {
      hide(host);
      return;
    }
    const { divisor, label } = scale();
    host.hidden = false;
    const narrow = host.clientWidth > 0 && host.clientWidth < 560;
    host.style.height = `${Math.max(8, 3 + rows.length * 2)}rem`;
    draw(
      host,
      description,
      {
        tooltip: { renderMode: "richText", confine: true, valueFormatter: (v) => value(v * divisor) },
        grid: { left: 8, right: narrow ? 64 : 96, top: 8, bottom: 24, containLabel: true },
        xAxis: {
          type: "value",
          name: label,
          nameLocation: "end",
          nameTextStyle: { color: colour("--ink-soft") },
          ...axis(),
        },
        yAxis: {
          type: "category",
          inverse: true,
          data: rows.map((row) => row.name),
          ...axis(),
          axisLabel: {
            color: colour("--ink"),
            width: narrow ? 112 : 220,
            lineHeight: 15,
            overflow: "break",
            interval: 0,
          },
        },
        series: [
          {
            type: "bar",
            barMaxWidth: 22,
            label: {
              show: true,
              position: "right",
              color: colour("--ink"),
              formatter: ({ value: v }) => value(v * divisor),
            },
            data: rows.map((row) => row.yuan / divisor),
          },
        ],
      },
      onclick && (({ dataIndex }) => onclick(rows[dataIndex])),
    );
  }

  const swatch = (row) => row.colour;

  return { swatch, treemap, columns, counts, bars, hide };
})();
