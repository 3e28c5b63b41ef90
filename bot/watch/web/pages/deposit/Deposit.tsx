export function Deposit() {
  return <h1>Deposit</h1>;
}
