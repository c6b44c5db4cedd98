"use strict";
/* Draws the same picture for hovering and zooming, in the place of the drawing that came with the
   page. Where the library does not load, that drawing stays; it is what is printed, too. */
(() => {
  const plot = document.querySelector("[data-light]");
  if (!plot || !window.Plotly) return;
  const figure = plot.closest("figure");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const DATE = 105;   // pixels that a date needs below the axis

  const draw = async () => {
    const { data, layout, config } = JSON.parse(dark.matches ? plot.dataset.dark : plot.dataset.light);
    figure.setAttribute("data-drawn", "");   // first: it needs a place with a size
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
