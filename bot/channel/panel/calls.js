// Plain HTTP to our own origin. A refusal by the server is a `Refused`; anything else that is thrown means "not reached".

export const PATIENCE_MS = 10_000;
const GONE = new Set([401, 404, 410]);

export class Refused extends Error {
  constructor(status, problem, retryAfter = 0) {
    super(problem.detail || problem.title || "");
    this.status = status;
    this.waitMs = (Number(problem.retry_after || retryAfter) || 0) * 1000;
  }
}

export const isGone = (error) => error instanceof Refused && GONE.has(error.status);
export const isVerdict = (error) => error instanceof Refused && error.status >= 400 && error.status < 500;

export async function call(method, path, token, body) {
  const headers = { Accept: "application/json" };
  if (body) headers["Content-Type"] = "application/json";
  if (token) headers.Authorization = `Bearer ${token}`;
  const response = await fetch(path, {
    method,
    headers,
    body: body && JSON.stringify(body),
    cache: "no-store",
    credentials: "omit",
    signal: AbortSignal.timeout?.(PATIENCE_MS),
  });
  const said = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(response.status, said, response.headers.get("Retry-After"));
  return said;
}
