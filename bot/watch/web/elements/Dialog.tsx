import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import "./dialog.css";

/** A question that has to be answered or put away before anything else: there from its first showing until `onClose`. */
export function Dialog({ title, onClose, children }: { title: string; onClose: () => void; children: ComponentChildren }) {
  const id = useId();
  const place = useRef<HTMLDialogElement>(null);
  const latestOnClose = useRef(onClose);
  latestOnClose.current = onClose;
  useEffect(() => {
    const dialog = place.current;
    const closed = () => latestOnClose.current();
    dialog?.showModal();
    // By the Escape key.
    dialog?.addEventListener("close", closed);
    return () => {
      dialog?.removeEventListener("close", closed);
      // Whatever had the focus before gets it back.
      dialog?.close();
    };
  }, []);
  return (
    <dialog class="dialog" ref={place} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  );
}
