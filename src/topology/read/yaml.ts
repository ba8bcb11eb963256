/** YAML: the events of the parser made into values with their places. */
import { COLLECTION_STYLE, EVENT_ID, SCALAR_STYLE, YAMLException, getScalarValue, parseEvents } from 'js-yaml';
import type { Event, ScalarEvent } from 'js-yaml';
import { diagnose } from '../../diagnostics/catalog.ts';
import { compose, type Composer, type Composition } from './composer.ts';
import type { SourceText } from './decode.ts';
import { DEEPEST } from './limits.ts';
import type { Places } from './places.ts';
import { CORE_TAGS, resolvePlain, type CoreType } from './yaml-core.ts';
import { recover } from './yaml-recovery.ts';

/** What the parser says where its own limit is passed. */
const TOO_DEEP = 'nesting exceeded';

export function composeYaml(source: SourceText, places: Places): Composition {
  const { text } = source;
  let events: Event[];
  try {
    // The parser also counts the document and each scalar, so that its own limit lies a little above.
    events = parseEvents(text, { maxDepth: DEEPEST + 4 });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const { reason, mark } = error;
    const offset = mark?.position ?? 0;
    if (!reason.startsWith(TOO_DEEP)) return recover(source, places, { reason, offset });
    const position = places.position(offset, offset + 1);
    return { root: undefined, diagnostics: [diagnose('too-deep', { limit: DEEPEST }, { path: [], position })] };
  }
  const second = secondDocument(events, text);
  if (second !== undefined) {
    const position = places.position(second, second + 3);
    return { root: undefined, diagnostics: [diagnose('multiple-documents', {}, { path: [], position })] };
  }
  return compose(source, places, (composer) => feed(composer, events, text));
}

/** The place of the second document: that of its `---`. */
function secondDocument(events: readonly Event[], text: string): number | undefined {
  let documents = 0;
  let lastOffset = 0;
  for (const event of events) {
    if (event.type === EVENT_ID.DOCUMENT) {
      documents += 1;
      if (documents === 2) {
        const marker = /^(?:---|\.\.\.)(?=\s|$)/gm;
        marker.lastIndex = lastOffset;
        return marker.exec(text)?.index ?? lastOffset;
      }
    } else if (event.type === EVENT_ID.SCALAR) lastOffset = Math.max(lastOffset, event.valueEnd);
    else if (event.type === EVENT_ID.ALIAS) lastOffset = Math.max(lastOffset, event.anchorEnd);
    else if (event.type !== EVENT_ID.POP) lastOffset = Math.max(lastOffset, event.start);
  }
  return undefined;
}

const SCALARS: readonly CoreType[] = ['string', 'number', 'boolean', 'null'];

function feed(composer: Composer, events: readonly Event[], text: string): void {
  let ownTags = false;
  const reportTag = ({ tagStart, tagEnd }: { tagStart: number; tagEnd: number }) => {
    const tag = text.slice(tagStart, tagEnd);
    composer.report('unsupported-tag', { tag, known: !ownTags && CORE_TAGS.has(tag) }, tagStart, tagEnd);
  };
  /** The type that a tag asks for; any but the allowed ones is reported, and the value taken as it stands. */
  const taggedType = (event: { tagStart: number; tagEnd: number }, allowed: readonly CoreType[]) => {
    if (event.tagStart < 0) return undefined;
    const type = ownTags ? undefined : CORE_TAGS.get(text.slice(event.tagStart, event.tagEnd));
    if (type !== undefined && allowed.includes(type)) return type;
    reportTag(event);
    return undefined;
  };
  const anchorOf = ({ anchorStart, anchorEnd }: { anchorStart: number; anchorEnd: number }) =>
    anchorStart < 0 ? undefined : text.slice(anchorStart, anchorEnd);

  for (const event of events) {
    switch (event.type) {
      case EVENT_ID.DOCUMENT:
        ownTags = event.directives.some(({ kind }) => kind === 'tag');
        break;
      case EVENT_ID.MAPPING:
      case EVENT_ID.SEQUENCE: {
        const kind = event.type === EVENT_ID.MAPPING ? 'mapping' : 'list';
        taggedType(event, [kind]);
        composer.open(kind, event.start, event.style === COLLECTION_STYLE.BLOCK, anchorOf(event));
        break;
      }
      case EVENT_ID.SCALAR: {
        const content = getScalarValue(text, event);
        const wanted = taggedType(event, SCALARS);
        const plain = event.style === SCALAR_STYLE.PLAIN && wanted === undefined;
        const resolve = plain || (wanted !== undefined && wanted !== 'string');
        const value = resolve ? resolvePlain(content) : content;
        if (wanted !== undefined && wanted !== (value === null ? 'null' : typeof value)) reportTag(event);
        const [start, end] = scalarRange(event, text);
        composer.scalar(value, content, start, end, plain, anchorOf(event));
        break;
      }
      case EVENT_ID.ALIAS:
        composer.alias(text.slice(event.anchorStart, event.anchorEnd), event.anchorStart - 1, event.anchorEnd);
        break;
      case EVENT_ID.POP:
        // The last one closes the document, on which the composer holds no frame.
        if (composer.depth > 0) composer.close();
        break;
    }
  }
}

/** Where a scalar stands, its quotes included. */
function scalarRange(event: ScalarEvent, text: string): [start: number, end: number] {
  if (event.valueStart < 0) return [-1, -1];
  switch (event.style) {
    case SCALAR_STYLE.SINGLE_QUOTED:
    case SCALAR_STYLE.DOUBLE_QUOTED:
      return [event.valueStart - 1, event.valueEnd + 1];
    case SCALAR_STYLE.LITERAL_BLOCK:
    case SCALAR_STYLE.FOLDED_BLOCK: {
      let start = event.valueStart;
      while (start < event.valueEnd && text[start] === ' ') start++;
      return [start, Math.max(start + 1, event.valueEnd)];
    }
    default:
      return [event.valueStart, event.valueEnd];
  }
}
