// Ordinary forms of the panels take the quick way: the same fields go through the queue, the page stays.
import type { Acts } from "./acts";
import type { Engine } from "./engine";
import type { Model } from "./model";
import { fieldsOf } from "./panels";
import type { Queue } from "./queue";
import type { Fields } from "./send";
import { FREE } from "./types";

const pathOf = (url: string): string => new URL(url, location.href).pathname;

/** Send forms whose address is `edit` or `runs` without leaving the page; a form with a file goes the ordinary way. */
export function sendForms(root: HTMLElement, model: Model, acts: Acts, queue: Queue, engine: Engine): void {
  const edit = pathOf(root.dataset.edit ?? "");
  const runs = pathOf(root.dataset.runs ?? "");
  const conflict = root.querySelector<HTMLDialogElement>("[data-desk-conflict]");

  /** The list shows a part of the units; what is selected on the map goes along. */
  function withSelection(form: HTMLFormElement, fields: Fields): Fields {
    if (!form.querySelector("input[name=units][type=checkbox]")) return fields;
    const rest = fields.filter(([name]) => name !== "units");
    return [...rest, ...[...model.selection].map((unit): [string, string] => ["units", String(unit)])];
  }

  function send(form: HTMLFormElement, submitter: HTMLElement | null): void {
    const fields = withSelection(form, fieldsOf(form, submitter));
    const value = (name: string) => fields.find(([key]) => key === name)?.[1];
    if (value("act") !== "assign") return acts.do(fields);
    const units = fields.filter(([name]) => name === "units").map(([, unit]) => Number(unit));
    const to = value("to") || "";
    const isKnown = to !== "" && (Number(to) === FREE || !!model.community(Number(to)));
    // What is not complete is left to the server, which says what is missing.
    if (units.length && isKnown) acts.assign(units, Number(to));
    else acts.do(fields);
  }

  /** In the window of a conflict the form knows the step that the reader has seen. */
  function sendAgain(form: HTMLFormElement, submitter: HTMLElement | null): void {
    const head = form.querySelector<HTMLInputElement>("input[name=head]");
    conflict?.close("again");
    queue.again(fieldsOf(form, submitter), Number(head?.value ?? model.state.head));
  }

  root.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || form.method !== "post" || form.querySelector("input[type=file]")) return;
    const path = pathOf(form.getAttribute("action") ?? location.href);
    if (engine.takes(form)) event.preventDefault();
    else if (path === runs) {
      event.preventDefault();
      void engine.ask(form, event.submitter);
    } else if (path === edit) {
      event.preventDefault();
      if (conflict?.contains(form)) sendAgain(form, event.submitter);
      else send(form, event.submitter);
    }
  });
  conflict?.addEventListener("close", () => {
    if (conflict.returnValue !== "again") void queue.drop();
    conflict.returnValue = "";
  });
}
