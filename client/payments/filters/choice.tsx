import { oneOf } from '../../address-values.ts';
import { readWord, type Filter, type Words } from './filter.ts';

/** The shared part of filters that are one of several values. */
type Choice<Key extends string, Value> = Pick<
  Filter<Record<Key, Value>, never>,
  'initial' | 'read' | 'write' | 'value' | 'field'
> & { term: NonNullable<Filter<Record<Key, Value>, never>['term']> };

/**
 * @param key its name in the query and in the address
 * @param options its values and their labels
 * @param term how it is typed in the search box; `words` have no spaces or hyphens
 */
export function choice<Key extends string, Value extends string, Initial extends Value | null>(
  key: Key,
  initial: Initial,
  options: { values: readonly Value[]; word: (value: Value) => string },
  { words, ...term }: { keys: string[]; examples: Words; words: Record<string, NoInfer<Value>> },
): Choice<Key, Value | Initial> {
  const { values, word } = options;
  const partOf = (value: Value | Initial) => ({ [key]: value }) as Record<Key, Value | Initial>;
  return {
    initial: partOf(initial),
    read: (search) => partOf(oneOf(values, search.get(key)) ?? initial),
    write: (part) => ({ [key]: part[key] === initial ? null : part[key] }),
    value: (part) => part[key] && word(part[key]),
    field: ({ ChoiceField }, { part, onChange, ...props }) => (
      <ChoiceField<Value>
        {...props}
        options={values.map((value) => ({ value, word: word(value) }))}
        value={part[key]}
        onChange={(value) => onChange(partOf(value))}
      />
    ),
    term: {
      ...term,
      read: (text) => {
        const value = readWord(words, text);
        return value === null ? null : partOf(value);
      },
    },
  };
}
