// Chai compares integers of any size at run time; its types say numbers only.
declare global {
  namespace Chai {
    interface NumberComparer {
      // biome-ignore lint/style/useShorthandFunctionType: an overload added to an interface of another package
      (value: bigint, message?: string): Assertion;
    }
    interface NumericComparison {
      within(start: bigint, finish: bigint, message?: string): Assertion;
    }
  }
}

export {};
