// Changes go to the server one after another, each with the step it builds on. What the server has not taken yet is
// kept, also over a lost line and a page loaded anew, and sent again.
import { post, read, type Answer, type Fields } from "./send";
import type { State } from "./types";

type Patch = Map<number, number>;

/** One change. patch: what it does to the labels, where that is known at once; head: the step it was first sent with. */
export interface Edit {
  fields: Fields;
  patch?: Patch;
  head?: number;
}

export interface Listeners {
  /** The server holds this now; the patches are still on their way. done: the change that it took. */
  taken(state: State, patches: Patch[], done: Edit | null): void;
  refused(text: string): void;
  conflict(html: string): void;
  told(waiting: number, isLost: boolean): void;
}

const LONGEST = 20_000; // ms between two tries

export class Queue {
  private waiting: Edit[] = [];
  private stopped: Edit | null = null;
  private isBusy = false;
  private timer = 0;

  constructor(
    private readonly urls: { edit: string; state: string },
    private state: State,
    private readonly listeners: Listeners,
  ) {
    this.waiting = this.kept();
    window.addEventListener("online", () => void this.pump(1));
    window.addEventListener("beforeunload", (event) => {
      if (this.waiting.length) event.preventDefault();
    });
  }

  get patches(): Patch[] {
    return this.waiting.flatMap((edit) => edit.patch ?? []);
  }

  push(edit: Edit): void {
    this.waiting.push(edit);
    void this.pump();
  }

  /** Go on with what an earlier visit could not send. */
  resume(): void {
    if (this.waiting.length) void this.pump(1);
  }

  /** After a conflict: send this instead of the change that stopped, from the step that the reader has seen by now. */
  again(fields: Fields, head: number): void {
    this.waiting.unshift({ fields, patch: this.stopped?.patch });
    this.stopped = null;
    this.state = { ...this.state, head };
    void this.pump();
  }

  /** After a conflict: forget the change that stopped and show what stands. */
  async drop(): Promise<void> {
    if (!this.stopped) return;
    this.stopped = null;
    await this.refresh();
  }

  /** Read what the server holds now. */
  async refresh(): Promise<void> {
    try {
      this.hold(await read<State>(this.urls.state), null);
      void this.pump();
    } catch {
      this.lose(0);
    }
  }

  private async pump(tries = 0): Promise<void> {
    if (this.isBusy || this.stopped) return;
    window.clearTimeout(this.timer);
    this.keep();
    this.listeners.told(this.waiting.length, tries > 0 && this.waiting.length > 0);
    const edit = this.waiting[0];
    if (!edit) return;
    this.isBusy = true;
    try {
      await this.send(edit, tries > 0);
    } catch {
      this.lose(tries);
      return;
    } finally {
      this.isBusy = false;
    }
    void this.pump();
  }

  private async send(edit: Edit, wasTried: boolean): Promise<void> {
    if (wasTried && edit.patch) {
      // The answer to an earlier try may have been lost on the way: then the change is already there.
      const state = await read<State>(this.urls.state);
      const isThere = [...edit.patch].every(([unit, to]) => state.labels[unit] === to);
      if (isThere && edit.head !== undefined && state.head !== edit.head) {
        this.waiting.shift();
        this.hold(state, edit);
        return;
      }
    }
    // Sent again it names the same step as before: nothing is done twice.
    edit.head ??= this.state.head;
    this.keep();
    const answer = await post(this.urls.edit, [["head", String(edit.head)], ...edit.fields]);
    this.waiting.shift();
    this.judge(edit, answer);
  }

  private judge(edit: Edit, { status, body }: Answer): void {
    if (status === 200) {
      this.hold(body as unknown as State, edit);
    } else if (status === 409) {
      this.stopped = edit;
      this.listeners.told(this.waiting.length + 1, false);
      this.listeners.conflict(String(body.conflict ?? ""));
    } else {
      this.hold(this.state, null);
      this.listeners.refused((body.refused as { text?: string } | undefined)?.text ?? "");
    }
  }

  private hold(state: State, done: Edit | null): void {
    this.state = state;
    this.listeners.taken(state, this.patches, done);
  }

  private lose(tries: number): void {
    this.listeners.told(this.waiting.length, true);
    this.timer = window.setTimeout(() => void this.pump(tries + 1), Math.min(LONGEST, 1000 * 2 ** tries));
  }

  private get name(): string {
    return `linli-desk:${this.urls.edit}`;
  }

  private keep(): void {
    try {
      const plain = this.waiting.map((edit) => ({ ...edit, patch: edit.patch && [...edit.patch] }));
      if (plain.length) sessionStorage.setItem(this.name, JSON.stringify(plain));
      else sessionStorage.removeItem(this.name);
    } catch {
      // A browser without storage still sends.
    }
  }

  private kept(): Edit[] {
    try {
      const plain = JSON.parse(sessionStorage.getItem(this.name) ?? "[]") as (Omit<Edit, "patch"> & { patch?: [number, number][] })[];
      return plain.map((edit) => ({ ...edit, patch: edit.patch && new Map(edit.patch) }));
    } catch {
      return [];
    }
  }
}
