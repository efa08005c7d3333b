"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  // What a scene changed, against the one before it.
  function changes(pictures, scenes, step) {
    const now = scenes[step];
    const before = step > 0 ? scenes[step - 1] : { c: now.c.map(() => -3) };
    const strong = new Set(now.s), weak = new Set(now.w);
    const old = new Set([...(before.s || []), ...(before.w || [])]);
    const held = new Set([...strong, ...weak]);
    return {
      made: [...held].filter((edge) => !old.has(edge)),
      cut: [...old].filter((edge) => !held.has(edge)),
      weak,
      freed: now.x || [],
      counted: now.c.map((count, node) => [node, before.c[node], count])
        .filter(([, from, to]) => to >= 0 && from !== to),
    };
  }

  // The changes in words, one group a verb. What goes without saying is not said: that a freed object lets go of what
  // it held, and that a new one has a count.
  function told(pictures, change) {
    const freed = new Set(change.freed);
    const groups = [];
    const add = (kind, verb, items) => { if (items.length) groups.push({ kind, verb, items }); };
    const names = (edges) => edges.map((edge) => pictures.edges[edge]);
    add("made", "stored", names(change.made.filter((edge) => !change.weak.has(edge))));
    add("made", "stored weakly", names(change.made.filter((edge) => change.weak.has(edge))));
    add("cut", "released", names(change.cut.filter((edge) => !freed.has(pictures.holders[edge]))));
    add("freed", "freed", change.freed.map((node) => pictures.nodes[node]));
    add("count", "counted", change.counted.filter(([, from]) => from !== -3)
      .map(([node, from, to]) => `${pictures.nodes[node]} ${from < 0 ? "" : `${from} → `}${to}`));
    return groups;
  }

  // At most so many of a group; the rest is counted.
  function few(items, most) {
    const left = items.length - most;
    return items.slice(0, most).join(", ") + (left > 0 ? ` and ${left} more` : "");
  }

  class Pictures {
    constructor(section, pictures, number) {
      this.section = section;
      this.number = number;
      this.pictures = pictures;
      this.slider = section.querySelector("input");
      this.play = section.querySelector(".play");
      this.rows = [...section.querySelectorAll(".listing li")];
      this.panes = [...section.querySelectorAll(".graphs figure")];
      this.timer = 0;
      this.step = pictures.steps.length - 1;
      if (!this.slider) return;
      this.listen();
      this.show(this.step, false);
      this.lookAtWhatLeaks();
    }

    listen() {
      const on = (selector, act) => this.section.querySelector(selector).addEventListener("click", act);
      on(".first", () => this.go(0));
      on(".back", () => this.go(this.step - 1));
      on(".forth", () => this.go(this.step + 1));
      on(".play", () => this.toggle());
      on(".smaller", () => this.zoom(1 / 1.25));
      on(".larger", () => this.zoom(1.25));
      for (const box of this.section.querySelectorAll(".box")) {
        const history = this.historyOf(Number(box.dataset.node));
        if (!history) continue;
        box.classList.add("told");
        box.addEventListener("click", () => {
          history.open = true;
          history.scrollIntoView({ block: "center" });
          history.querySelector("summary").focus({ preventScroll: true });
        });
      }
      this.slider.addEventListener("input", () => this.go(Number(this.slider.value)));
      this.section.addEventListener("keydown", (event) => this.key(event));
      for (const row of this.rows) {
        row.querySelector("button")?.addEventListener("click", () => this.goTo(Number(row.dataset.row)));
      }
    }

    key(event) {
      if (event.target === this.slider || event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.target.closest("details, a")) return;
      const isButton = event.target.closest("button");
      const steps = { ArrowLeft: this.step - 1, ArrowRight: this.step + 1, Home: 0, End: this.pictures.steps.length - 1 };
      if (event.key in steps) this.go(steps[event.key]);
      else if (event.key === " " && !isButton) this.toggle();
      else if (event.key === "+") this.zoom(1.25);
      else if (event.key === "-") this.zoom(1 / 1.25);
      else return;
      event.preventDefault();
    }

    // A picture that is wider than its place begins where something leaks.
    lookAtWhatLeaks() {
      for (const pane of this.panes) {
        const canvas = pane.querySelector(".canvas");
        const box = pane.querySelector(".box.leaked") || pane.querySelector(".box:not(.off)");
        if (!canvas || !box || canvas.scrollWidth <= canvas.clientWidth) continue;
        canvas.classList.add("wider");
        const left = box.getBoundingClientRect().left - canvas.getBoundingClientRect().left;
        canvas.scrollLeft += left - 24;
      }
    }

    // Never smaller than drawn, so that every word can be read; what does not fit is scrolled.
    zoom(factor) {
      this.scale = Math.max(1, Math.min(4, (this.scale || 1) * factor));
      for (const graph of this.section.querySelectorAll(".graph")) {
        const [, , width, height] = graph.getAttribute("viewBox").split(" ").map(Number);
        graph.setAttribute("width", width * this.scale);
        graph.setAttribute("height", height * this.scale);
      }
    }

    // The history of an object that a finding tells of.
    historyOf(node) {
      const program = this.section.closest(".program");
      return [...program.querySelectorAll("details.history")].find(
        (details) => details.querySelector("summary code").textContent === this.pictures.nodes[node]);
    }

    // The next step on a line of the source, from here on.
    goTo(row) {
      const steps = this.pictures.steps.map((step, place) => [step.row, place]).filter(([other]) => other === row);
      const next = steps.find(([, place]) => place > this.step) || steps[0];
      if (next) this.go(next[1]);
    }

    go(step) {
      this.stop();
      this.show(step, true);
    }

    toggle() {
      if (this.timer) { this.stop(); return; }
      if (this.step === this.pictures.steps.length - 1) this.show(0, true);
      this.play.classList.add("playing");
      this.play.setAttribute("aria-label", "Pause");
      this.timer = setInterval(() => {
        this.show(this.step + 1, true);
        if (this.step === this.pictures.steps.length - 1) this.stop();
      }, 900);
    }

    stop() {
      clearInterval(this.timer);
      this.timer = 0;
      this.play.classList.remove("playing");
      this.play.setAttribute("aria-label", "Play");
    }

    show(step, isAsked) {
      const last = this.pictures.steps.length - 1;
      this.step = Math.max(0, Math.min(step, last));
      const now = this.pictures.steps[this.step];
      this.slider.value = this.step;
      const place = (now.line ? `line ${now.line}` : "") + (now.function ? ` in ${now.function}()` : "")
        + (now.pass ? `, pass ${now.pass}` : "");
      this.slider.setAttribute("aria-valuetext", `${this.step + 1} of ${last + 1}: ${place} ${now.text}`);
      this.section.querySelector(".place").textContent = `step ${this.step + 1} of ${last + 1}`;
      const head = this.section.querySelector(".now");
      head.replaceChildren(element("span", "line", place || "end"), element("code", "statement", now.text));
      this.mark(now.row);
      const said = this.panes.map((pane, place) => this.draw(pane, this.pictures.allPictures[place]));
      if (isAsked) {
        // So that what is seen can be sent.
        history.replaceState(null, "", `#program-${this.number}-step-${this.step + 1}`);
        this.section.querySelector(".say").textContent =
          `Step ${this.step + 1} of ${last + 1}, ${place} ${now.text}. ${said.join(" ")}`;
      }
    }

    mark(current) {
      for (const row of this.rows) {
        const isCurrent = Number(row.dataset.row) === current;
        row.classList.toggle("current", isCurrent);
        if (!isCurrent) { row.removeAttribute("aria-current"); continue; }
        row.setAttribute("aria-current", "step");
        const list = row.closest(".listing");
        const top = row.offsetTop - list.offsetTop;
        if (top < list.scrollTop || top + row.offsetHeight > list.scrollTop + list.clientHeight) {
          list.scrollTop = top - list.clientHeight / 2;
        }
      }
    }

    draw(pane, { name, scenes }) {
      const scene = scenes[this.step];
      const change = changes(this.pictures, scenes, this.step);
      const sets = Object.fromEntries(["u", "x", "s", "w", "r"].map((key) => [key, new Set(scene[key])]));
      const made = new Set(change.made), cut = new Set(change.cut);
      const counted = new Set(change.counted.map(([node]) => node));
      const held = new Set();
      for (const group of pane.querySelectorAll(".edge")) {
        const edge = Number(group.dataset.edge);
        const isHeld = sets.s.has(edge) || sets.w.has(edge);
        if (isHeld) held.add(edge);
        group.classList.toggle("off", !isHeld && !cut.has(edge));
        group.classList.toggle("weak", sets.w.has(edge));
        group.classList.toggle("cyclic", sets.r.has(edge));
        group.classList.toggle("made", made.has(edge));
        group.classList.toggle("cut", cut.has(edge));
      }
      const holders = new Set([...held, ...cut].map((edge) => this.pictures.holders[edge]));
      for (const group of pane.querySelectorAll(".root")) {
        group.classList.toggle("off", !holders.has(Number(group.dataset.node)));
      }
      for (const group of pane.querySelectorAll(".box")) {
        const node = Number(group.dataset.node);
        const count = scene.c[node];
        group.classList.toggle("off", count === -3);
        group.classList.toggle("freed", sets.x.has(node));
        group.classList.toggle("gone", count === -2 && !sets.x.has(node));
        group.classList.toggle("leaked", sets.u.has(node));
        group.classList.toggle("changed", counted.has(node));
        group.querySelector(".count").textContent = count >= 0 ? count : count === -1 ? "?" : count === -2 ? "†" : "";
      }
      this.tally(pane, scene, sets.u.size);
      const groups = told(this.pictures, change);
      pane.querySelector(".changes").replaceChildren(...groups.map((group) => {
        const item = element("span", group.kind);
        item.append(element("b", "", group.verb), ` ${few(group.items, 5)}`);
        return item;
      }));
      const printed = pane.querySelector(".printed");
      printed.hidden = !scene.o;
      printed.textContent = scene.o || "";
      const output = scene.o ? ` It prints ${scene.o}.` : "";
      const what = groups.map((group) => `${group.verb} ${few(group.items, 8)}`).join("; ") || "nothing changes";
      return `${name}: ${what}.${output}`;
    }

    tally(pane, scene, unreached) {
      const alive = scene.c.filter((count) => count >= -1).length;
      const tally = pane.querySelector(".tally");
      tally.textContent = `${alive} alive`;
      if (unreached) tally.append(", ", element("span", "bad", `${unreached} unreachable`));
    }
  }

  class Chart {
    constructor(section, chart) {
      this.chart = chart;
      this.panels = section.querySelector(".panels");
      this.readout = section.querySelector(".readout");
      this.figures = [...section.querySelectorAll("figure")];
      this.places = [...new Set(chart.series.flatMap((series) => series.x))].sort((one, other) => one - other);
      this.place = -1;
      for (const figure of this.figures) {
        figure.addEventListener("pointermove", (event) => this.point(figure, event));
        figure.addEventListener("pointerleave", () => this.hide());
      }
      this.panels.addEventListener("keydown", (event) => this.key(event));
    }

    key(event) {
      const last = this.places.length - 1;
      const start = this.place < 0 ? (event.key === "ArrowLeft" ? last + 1 : -1) : this.place;
      const places = { ArrowLeft: start - 1, ArrowRight: start + 1, Home: 0, End: last };
      if (!(event.key in places)) return;
      event.preventDefault();
      this.show(Math.max(0, Math.min(places[event.key], last)));
    }

    point(figure, event) {
      const frame = figure.querySelector("svg").getBoundingClientRect();
      const share = ((event.clientX - frame.left) / frame.width * 520 - 56) / 450;
      const wanted = this.chart.first + share * (this.chart.last - this.chart.first);
      let nearest = 0;
      this.places.forEach((place, index) => {
        if (Math.abs(place - wanted) < Math.abs(this.places[nearest] - wanted)) nearest = index;
      });
      this.show(nearest);
    }

    hide() {
      for (const figure of this.figures) figure.querySelector(".cross").setAttribute("visibility", "hidden");
    }

    show(index) {
      this.place = index;
      const x = this.places[index];
      const left = 56 + (x - this.chart.first) / (this.chart.last - this.chart.first) * 450;
      const texts = [];
      // The value that a series had by then; nothing once it has ended.
      const at = this.chart.series.map((series) => {
        const place = series.x.findLastIndex((other) => other <= x);
        return place < 0 || x > series.x.at(-1) ? -1 : place;
      });
      for (const figure of this.figures) {
        const cross = figure.querySelector(".cross");
        cross.setAttribute("visibility", "visible");
        cross.querySelector("path").setAttribute("d", `M${left} 14V180`);
        cross.querySelectorAll("circle").forEach((dot, series) => {
          const values = this.chart.series[series][figure.dataset.key];
          dot.setAttribute("visibility", at[series] < 0 ? "hidden" : "inherit");
          if (at[series] < 0) return;
          dot.setAttribute("cx", left);
          dot.setAttribute("cy", 180 - values[at[series]] / this.chart.most[figure.dataset.key] * 166);
        });
      }
      const number = (value) => value.toLocaleString("en-US");
      this.chart.series.forEach((series, place) => {
        if (at[place] < 0) return;
        texts.push(element("b", "", series.name),
          ` ${number(series.objects[at[place]])} objects, ${number(series.bytes[at[place]])} bytes   `);
      });
      this.readout.replaceChildren(`${this.chart.unit} ${number(x)}:  `, ...texts);
    }
  }

  const pictures = [...document.querySelectorAll("[data-pictures]")].map((section) => {
    const place = Number(section.dataset.pictures);
    return new Pictures(section, data[place].pictures, place + 1);
  });

  // What the address names: a program, or a step of one. What is folded away opens.
  function follow() {
    const [, number, step] = location.hash.match(/^#program-(\d+)(?:-step-(\d+))?$/) || [];
    if (!number) return;
    const program = document.getElementById(`program-${number}`);
    if (program instanceof HTMLDetailsElement) program.open = true;
    const shown = pictures.find((each) => each.number === Number(number));
    if (!step || !shown?.slider) return;
    shown.go(Number(step) - 1);
    shown.section.scrollIntoView();
    shown.play.focus({ preventScroll: true });
  }
  addEventListener("hashchange", follow);
  follow();

  for (const section of document.querySelectorAll("[data-chart]")) {
    new Chart(section, data[Number(section.dataset.chart)].chart);
  }
  // On paper nothing can be opened.
  addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });
})();
