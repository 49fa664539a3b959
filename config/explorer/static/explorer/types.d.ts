/** What the API answers, as far as the pictures use it; and what modules tell one another. */

export interface Bounds {
  earliestStart: string | null;
  latestStart: string | null;
  earliestEnd: string | null;
  latestEnd: string | null;
}

export interface When extends Bounds {
  display: string;
}

export interface Happening {
  slug: string;
  title: string;
  shortTitle?: string | null;
  modality?: string;
  when: When | null;
  type?: { slug?: string; label: string; colour: string | null };
  places?: { place: { slug: string; name: string } }[];
  participations?: { actor: { slug: string; name: string } }[];
}

export interface Arrow {
  slug: string;
  kind: string;
  basis: string;
  likelihood: string | null;
  weight: number;
  disputed: boolean;
  mechanism?: string | null;
  cause: { slug: string };
  effect: { slug: string };
}

export interface Point {
  x: number;
  y: number;
}

/** What draws a figure: it fills it, and may be told to draw anew when something changed. */
export interface View {
  refresh?: () => Promise<void>;
}
