import type { ComponentChildren } from "preact";
import type { Answer, Failure } from "../live/useAnswer.ts";

/** There is nothing yet, and that is no failure: says what would be here, and how it comes. */
export function EmptyNotice({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="notice">
      <h2>{title}</h2>
      {children !== undefined && <p>{children}</p>}
    </div>
  );
}

export function FailureNotice({ failure, reload }: { failure: Failure; reload: () => void }) {
  return (
    <div class="notice failure" role="alert">
      <h2>{failure.message}</h2>
      <p>{failure.remedy}</p>
      <button type="button" onClick={reload}>
        Try again
      </button>
    </div>
  );
}

export function Loading({ what }: { what: string }) {
  return (
    <div class="loading" role="status">
      Reading {what} …
    </div>
  );
}

/** Shows an answer when it is there, that it is awaited, or why it does not come; of an old one that it is old. */
export function Shown<Data>({
  answer: { data, failure, reload },
  what,
  children,
}: {
  answer: Answer<Data>;
  what: string;
  children: (data: Data) => ComponentChildren;
}) {
  if (data === null) return failure === null ? <Loading what={what} /> : <FailureNotice failure={failure} reload={reload} />;
  return (
    <>
      {failure !== null && (
        <p class="badge warn" role="status">
          {failure.message}: this is what was last known.
        </p>
      )}
      {children(data)}
    </>
  );
}
