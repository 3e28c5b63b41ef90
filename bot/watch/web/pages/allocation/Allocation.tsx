export function Allocation() {
  return <h1>Allocation</h1>;
}
