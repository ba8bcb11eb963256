export interface CommitmentRow {
  readonly instance: string;
  readonly linux_ondemand: string;
  readonly linux_1y: string | null;
  readonly linux_3y: string | null;
  readonly commit_source: string | null;
}

export function withFamilyRatios(rows: readonly CommitmentRow[]): readonly CommitmentRow[];
