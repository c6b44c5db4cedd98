"use strict";
/* Replaces the SVG chart of the page by an interactive one with the same data, for hovering and
   zooming. If Plotly does not load, the SVG chart stays; it is also the one that is printed. */
(() => {
  const plot = document.querySelector("[data-light]");
  if (!plot || !window.Plotly) return;
  const figure = plot.closest("figure");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const DATE = 105;   // width of a date label below the axis, in pixels

  const draw = async () => {
    const { data, layout, config } = JSON.parse(dark.matches ? plot.dataset.dark : plot.dataset.light);
    figure.setAttribute("data-drawn", "");   // first, because Plotly needs a visible element with a size
    layout.xaxis.nticks = Math.max(2, Math.min(layout.xaxis.nticks, Math.floor(plot.clientWidth / DATE)));
    try {
      await window.Plotly.react(plot, data, layout, config);
    } catch {
      figure.removeAttribute("data-drawn");
    }
  };

  dark.addEventListener("change", draw);
  draw();
})();
