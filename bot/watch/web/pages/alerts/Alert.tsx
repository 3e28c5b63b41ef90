export function AlertPage() {
  return <h1>Alert</h1>;
}
