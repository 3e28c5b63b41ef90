import { EmptyNotice } from "../elements/notices.tsx";
import { useHref } from "./vault.ts";

export function NotFound() {
  const href = useHref();
  return (
    <EmptyNotice title="There is no such page">
      <a href={href("/")}>The overview</a> leads to all there are.
    </EmptyNotice>
  );
}
