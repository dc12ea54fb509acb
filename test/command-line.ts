/** The command lines of the developer's programs. What stands at the head of a program's file is its help. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type ParseArgsConfig, parseArgs } from "node:util";

type Options = NonNullable<ParseArgsConfig["options"]>;

/**
 * What was asked for. Ends the program when that is its help, or when anything is wrong.
 *
 * @param program the program's `import.meta.url`
 * @param mostWords how many words without an option it takes
 */
export function commandLine<const T extends Options>(program: string, options: T, mostWords = 0) {
  const { values, positionals } = parsed(program, options);
  if ((values as { help?: boolean }).help) {
    console.log(helpOf(program));
    process.exit(0);
  }
  if (positionals.length > mostWords) refuse(program, `unexpected: ${positionals[mostWords]}`);
  return { values, words: positionals };
}

function parsed<const T extends Options>(program: string, options: T) {
  try {
    return parseArgs<{ options: T; allowPositionals: true }>({
      options: { ...options, help: { type: "boolean", short: "h" } },
      allowPositionals: true,
    });
  } catch (error) {
    return refuse(program, (error as Error).message);
  }
}

/** A number of at least `least`; anything else ends the program. */
export function numberIn(program: string, name: string, text: string, least = 0): number {
  const number = Number(text);
  if (text.trim() === "" || !(number >= least && number < Number.POSITIVE_INFINITY)) {
    refuse(program, `${name} is a number from ${least}, not ${JSON.stringify(text)}`);
  }
  return number;
}

/** Ends the program with the reason and its help. */
export function refuse(program: string, reason: string): never {
  console.error(`${reason}\n\n${helpOf(program)}`);
  process.exit(2);
}

function helpOf(program: string): string {
  const [, head = ""] = /^\/\*\*\n(.*?)\n \*\//s.exec(readFileSync(fileURLToPath(program), "utf8")) ?? [];
  return head.replaceAll(/^ \* ?/gm, "");
}
