// Shortens what works without it: forms answer in place, number fields get a slider.
// A form with data-live="ID" asks its own address and takes over the element of that id.

const WAIT = 120; // ms after the last change

const queryOf = (form) => {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    const field = form.elements[name];
    const untouched = field instanceof HTMLInputElement && field.defaultValue === value;
    const kept = field instanceof HTMLInputElement && "low" in field.dataset && untouched && !field.dataset.sent;
    if (value !== "" && !kept) query.append(name, value);
  }
  return query.toString();
};

const answer = async (form, asked) => {
  const query = queryOf(form);
  const address = location.pathname + (query ? "?" + query : "");
  const response = await fetch(address, { headers: { Accept: "text/html" }, signal: asked.signal });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.getElementById(form.dataset.live);
  const stale = document.getElementById(form.dataset.live);
  if (!fresh || !stale) return location.assign(address);
  stale.replaceChildren(...fresh.childNodes);
  history.replaceState(null, "", address + location.hash);
};

for (const form of document.querySelectorAll("form[data-live]")) {
  let timer = 0;
  let asked = new AbortController();
  const soon = (wait) => {
    clearTimeout(timer);
    asked.abort();
    asked = new AbortController();
    const own = asked;
    timer = setTimeout(() => answer(form, own).catch((error) => {
      if (error.name !== "AbortError") form.submit();
    }), wait);
  };
  form.addEventListener("input", () => soon(WAIT));
  form.addEventListener("submit", (event) => { event.preventDefault(); soon(0); });
}

for (const field of document.querySelectorAll("input[data-low]")) {
  field.dataset.sent = new URLSearchParams(location.search).has(field.name) ? "yes" : "";
  const slider = document.createElement("input");
  slider.type = "range";
  slider.min = field.dataset.low;
  slider.max = field.dataset.high;
  slider.step = "any";
  slider.value = field.value;
  slider.setAttribute("aria-label", field.labels[0].firstChild.textContent);
  slider.addEventListener("input", () => { field.value = Number(slider.value).toPrecision(3); });
  field.addEventListener("input", () => { slider.value = field.value; });
  field.before(slider);
}

// What a slider stands at, beside it.
for (const output of document.querySelectorAll("output[data-percent]")) {
  const field = document.getElementById(output.htmlFor.value);
  field.addEventListener("input", () => { output.value = Math.round(field.value * 100) + " %"; });
}

// A choice that needs no further field is taken at once.
for (const select of document.querySelectorAll("form.books select")) {
  select.addEventListener("change", () => select.form.requestSubmit());
}

// Each drawing with data-chart can be explored: the same chart, drawn here, with a tip at each mark.
const mounted = async (figure, drawing) => {
  const shown = [...drawing.children].find((svg) => svg.getBoundingClientRect().width > 0);
  const { embed } = await import(figure.dataset.program);
  const address = new URL(figure.dataset.chart, location.href);
  address.searchParams.set("width", shown.classList[0]);
  address.searchParams.set("least", new URLSearchParams(location.search).get("least") || "0");
  const response = await fetch(address);
  if (!response.ok) throw new Error(response.statusText);
  const specification = await response.json();
  specification.config.font = getComputedStyle(figure).fontFamily;
  const place = document.createElement("div");
  place.className = "explored";
  place.setAttribute("role", "img");
  place.setAttribute("aria-label", specification.description);
  const tip = { disableDefaultStyle: true, id: "tip", offsetX: 12, offsetY: 12 };
  const look = { ast: true, actions: false, defaultStyle: false, renderer: "svg", tooltip: tip };
  const { view } = await embed(place, specification, { ...look, mode: "vega-lite" });
  place.querySelector("svg").setAttribute("aria-hidden", "true"); // its roles name no marks; the label does
  return { place, view };
};

const explorable = (figure) => {
  const drawing = figure.querySelector(".drawing");
  const button = document.createElement("button");
  let open = null;
  const say = (text) => { button.textContent = text; };
  button.type = "button";
  button.className = "quiet explore";
  say(figure.dataset.show);
  button.addEventListener("click", async () => {
    if (open) {
      open.view.finalize();
      open.place.remove();
      open = null;
    } else {
      button.disabled = true;
      try {
        open = await mounted(figure, drawing);
        drawing.after(open.place);
      } finally {
        button.disabled = false;
        button.focus();
      }
    }
    drawing.hidden = Boolean(open);
    say(open ? figure.dataset.back : figure.dataset.show);
  });
  figure.append(button);
};

for (const figure of document.querySelectorAll("figure[data-chart]")) {
  explorable(figure);
  // A figure that was taken over anew has lost its button.
  new MutationObserver(() => {
    if (!figure.querySelector("button.explore")) explorable(figure);
  }).observe(figure, { childList: true });
}
