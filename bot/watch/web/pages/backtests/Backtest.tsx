export function BacktestPage() {
  return <h1>Backtest</h1>;
}
