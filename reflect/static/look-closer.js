// Draw the figure of this page with Plotly; the server's drawing stands there until then.
"use strict";
(() => {
  const plot = document.querySelector("[data-plot]");
  const instead = document.querySelector("[data-plot-instead]");
  const dark = matchMedia("(prefers-color-scheme: dark)");

  const draw = async () => {
    const address = plot.dataset.plot + (dark.matches ? "?dark=1" : "");
    const answer = await fetch(address, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    const { data, layout, config } = await answer.json();
    await window.Plotly.react(plot, data, layout, config);
    instead.hidden = true;
  };

  dark.addEventListener("change", draw);
  draw().catch(() => { instead.hidden = false; });
})();
