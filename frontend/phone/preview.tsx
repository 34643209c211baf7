// A checklist as the phone shows it, for the office: the same rules and the same fields. What is
// answered here lives in this page alone.

import { render } from "preact";
import { useState } from "preact/hooks";
import "./phone.css";
import "./css/preview.css";
import type { Answer, ChecklistDefinition } from "../wire/types";
import type { AnswerChange } from "./work/answering";
import { newId } from "./kept/ids";
import { ChecklistForm } from "./screens/visit/checklist";

const told = document.querySelector("#definition");
const place = document.querySelector("#preview");
if (told && place) {
  const form = JSON.parse(told.textContent ?? "") as ChecklistDefinition;
  render(<Preview form={form} />, place);
}

function Preview({ form }: { form: ChecklistDefinition }) {
  const [answers, setAnswers] = useState<ReadonlyMap<string, Answer>>(new Map());
  const keep = (item: string, change: AnswerChange, files: File[] = []): Promise<void> => {
    setAnswers((known) => {
      const before: Answer = { item, value: null, state: "ok", ...known.get(item), ...change };
      const media_ids = [...(before.media_ids ?? []), ...files.map(() => newId())];
      return new Map(known).set(item, { ...before, media_ids });
    });
    return Promise.resolve();
  };
  return <ChecklistForm form={form} answers={answers} onAnswer={keep} />;
}
