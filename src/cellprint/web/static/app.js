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
