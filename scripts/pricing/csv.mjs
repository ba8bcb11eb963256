/**
 * Reads RFC 4180 text: comma-separated, `"` quotes a field, `""` is a quote inside one, a field may span lines.
 * @param {string} text the whole file; the first record is the header
 * @returns one object a record, keyed by the header; a blank field is the empty string
 * @throws when a record has another number of fields than the header, or a quote is never closed
 */
export function parseCsv(text) {
  const records = readRecords(text);
  const header = records.shift();
  if (header === undefined) return [];
  return records.map((record, index) => {
    if (record.length !== header.length) {
      throw new Error(`record ${index + 2} has ${record.length} fields, the header ${header.length}`);
    }
    return Object.fromEntries(header.map((name, column) => [name, record[column]]));
  });
}

function readRecords(text) {
  const records = [];
  let record = [];
  let field = '';
  let quoted = false;
  const endField = () => {
    record.push(field);
    field = '';
  };
  const endRecord = () => {
    endField();
    // A blank line is one empty field: not a record.
    if (record.length > 1 || record[0] !== '') records.push(record);
    record = [];
  };
  const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  for (let i = start; i < text.length; i++) {
    const character = text[i];
    if (quoted) {
      if (character !== '"') field += character;
      else if (text[i + 1] === '"') {
        field += '"';
        i++;
      } else quoted = false;
    } else if (character === '"' && field === '') quoted = true;
    else if (character === ',') endField();
    else if (character === '\n') endRecord();
    else if (character !== '\r') field += character;
  }
  if (quoted) throw new Error('a quoted field is never closed');
  if (field !== '' || record.length > 0) endRecord();
  return records;
}
