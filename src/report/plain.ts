/** Names and messages in markdown. */
import { printable } from '../diagnostics/render.ts';

/**
 * What GitHub and GitLab make links of wherever it stands, escaped or not, and tell whoever is meant: @name, #123,
 * !123, $123, &123, %name, ~name, GH-123.
 * @see https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
 * @see https://docs.gitlab.com/user/markdown/#gitlab-specific-references
 */
const REFERENCE = /@|\\[#~](?=[\w"])|\\&(?=\d)|[!$%](?=[\w"])|\bGH-(?=\d)/g;

/** Text that markdown takes literally; a space of no width keeps it from referring to anybody or anything. */
export const plain = (text: string) =>
  printable(text)
    .replace(/[\\`*_{}[\]<>|#~&]/g, '\\$&')
    .replace(REFERENCE, '$&&#8203;');
