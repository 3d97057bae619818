// How the desk talks to the server: forms out, JSON back; a lost line and a signed-out reader look the same.
export type Fields = [string, string][];

export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

function token(): string {
  const held = document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value;
  if (held) return held;
  const kept = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}") as Record<string, string>;
  return kept["X-CSRFToken"] ?? "";
}

/** Send fields by POST. Throws when no answer of ours came back. */
export async function post(url: string, fields: Fields): Promise<Answer> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRFToken": token() },
    body: new URLSearchParams(fields),
    redirect: "manual",
  });
  if (answer.status >= 500 || answer.type === "opaqueredirect") throw new Error(`status ${answer.status}`);
  if (!(answer.headers.get("Content-Type") ?? "").includes("json")) return { status: answer.status, body: {} };
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

/** Read JSON. Throws unless it came. */
export async function read<T>(url: string): Promise<T> {
  const answer = await fetch(url, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return (await answer.json()) as T;
}

/** Read a piece of HTML. Throws unless it came. */
export async function readHtml(url: string): Promise<string> {
  const answer = await fetch(url, { headers: { "X-Requested-With": "XMLHttpRequest" } });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return answer.text();
}
