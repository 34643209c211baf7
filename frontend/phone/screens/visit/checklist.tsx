import { t, tn } from "../../../web/i18n";
import type { Answer, ChecklistDefinition, ChecklistItem, Uuid } from "../../../wire/types";
import { record } from "../../outbox/outbox";
import { go, href } from "../../route";
import { useTyped } from "../../ui/moving";
import { Notice, Pill, Section } from "../../ui/parts";
import { Screen } from "../../ui/screen";
import { inLanguage } from "../../ui/wording";
import { keepAnswer, type OnAnswer } from "../../work/answering";
import { isFailed, verdict, visibleItems, type Answers } from "../../work/checklist";
import { checklistKey } from "../../work/progress";
import { answersTo, checklistOf, type OpenVisit } from "../../world/visits";
import { Field, NotApplicable } from "./fields";
import { PhotoButton, Thumbs } from "./pictures";

interface ChecklistProps {
  open: OpenVisit;
  work: Uuid;
  hash: string;
}

/** The form on site: every answer is kept the moment it is given. */
export function Checklist({ open, work, hash }: ChecklistProps) {
  const { visit, progress } = open;
  const form = checklistOf(hash);
  if (!form) return <Missing visit={visit.id} />;
  const answers = answersTo(progress, work, hash, form);
  const { missing, problems, asked, answered } = verdict(form, answers);
  const left = new Set([...missing, ...problems.map((problem) => problem.item)]);
  const submitted = progress.submitted.has(checklistKey(work, hash));

  const place = { visit: visit.id, work, hash };
  const submit = async (): Promise<void> => {
    const body = { work_order_id: work, checklist_hash: hash };
    if (!submitted) await record(visit, [{ type: "checklist.submit", body }]);
    go("visit", visit.id);
  };
  const toFirst = (): void => {
    const [first] = left;
    document.getElementById(`item-${first}`)?.scrollIntoView({ block: "center" });
  };

  return (
    <Screen
      title={inLanguage(form.title)}
      subtitle={t("{done} / {all}", { done: answered, all: asked })}
      back={["visit", visit.id]}
      action={
        left.size > 0
          ? {
              label: tn("{count} answer to go", "{count} answers to go", left.size),
              onTap: toFirst,
            }
          : { label: t("Hand in checklist"), icon: "check", onTap: () => void submit() }
      }
    >
      <Asked
        form={form}
        answers={answers}
        onAnswer={(item, change, files) => keepAnswer(place, item, change, files)}
        offer={href("visit", visit.id, "offer")}
      />
    </Screen>
  );
}

interface FormProps {
  form: ChecklistDefinition;
  answers: Answers;
  onAnswer: (item: string, ...change: Parameters<OnAnswer>) => Promise<void>;
  /** Where paid work is offered; the office only looks. */
  offer?: string;
}

/** What is asked now, section by section, under how much of it is done. */
function Asked({ form, answers, onAnswer, offer }: FormProps) {
  const { asked, answered } = verdict(form, answers);
  const shown = visibleItems(form, answers);
  return (
    <>
      <progress class="done-bar" value={answered} max={asked} aria-label={t("Answered")} />
      {form.sections.map((section) => {
        const items = section.items.filter((item) => shown.includes(item));
        if (items.length === 0) return null;
        return (
          <Section key={section.key} title={inLanguage(section.title)}>
            {items.map((item) => (
              <Item
                key={item.key}
                item={item}
                answers={answers}
                onAnswer={(change, files) => onAnswer(item.key, change, files)}
                {...(offer && { offer })}
              />
            ))}
          </Section>
        );
      })}
    </>
  );
}

/** The form by itself, for the office to look at. */
export function ChecklistForm(props: FormProps) {
  const { answered, asked } = verdict(props.form, props.answers);
  return (
    <div class="screen">
      <header class="bar">
        <div class="bar-words">
          <h1>{inLanguage(props.form.title)}</h1>
          <p>{t("{done} / {all}", { done: answered, all: asked })}</p>
        </div>
      </header>
      <main>
        <Asked {...props} />
      </main>
    </div>
  );
}

function Missing({ visit }: { visit: Uuid }) {
  return (
    <Screen title={t("Checklist")} back={["visit", visit]}>
      <Notice kind="warn" icon="warn" title={t("This checklist is not on the phone yet")}>
        {t("It comes with the next contact to the server.")}
      </Notice>
    </Screen>
  );
}

interface ItemProps {
  item: ChecklistItem;
  answers: Answers;
  onAnswer: OnAnswer;
  offer?: string;
}

function Item({ item, answers, onAnswer, offer }: ItemProps) {
  const answer = answers.get(item.key);
  if (item.type === "info") {
    return (
      <Notice kind="quiet" title={inLanguage(item.title)}>
        {inLanguage(item.help)}
      </Notice>
    );
  }
  return (
    <div class="item" id={`item-${item.key}`}>
      <h3 id={`ask-${item.key}`}>{inLanguage(item.title)}</h3>
      {item.required && !answer && <Pill kind="quiet">{t("Required")}</Pill>}
      {item.help && <p class="help">{inLanguage(item.help)}</p>}
      <Field item={item} answer={answer} onAnswer={onAnswer} />
      <NotApplicable item={item} answer={answer} onAnswer={onAnswer} />
      {answer && isFailed(item, answer) && (
        <Failure item={item} answer={answer} onAnswer={onAnswer} {...(offer && { offer })} />
      )}
    </div>
  );
}

/** A failed answer shows what it asks for: a note, photos. */
function Failure({
  item,
  answer,
  onAnswer,
  offer,
}: Omit<ItemProps, "answers"> & { answer: Answer }) {
  const { photo_min = 0, note = false, paid_work = false } = item.on_fail ?? {};
  const taken = answer.media_ids ?? [];
  const [typed, setTyped] = useTyped(answer.note ?? "");
  const add = (files: File[]): void => void onAnswer({}, files);
  return (
    <div class="failure">
      <label class="field">
        <span>{note ? t("What is wrong? (required)") : t("What is wrong?")}</span>
        <textarea
          rows={2}
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
          onChange={() => void onAnswer({ note: typed })}
        />
      </label>
      <PhotoButton
        label={
          taken.length < photo_min
            ? tn("Take {count} photo", "Take {count} photos", photo_min - taken.length)
            : t("Add a photo")
        }
        onTake={add}
      />
      <Thumbs ids={taken} />
      {paid_work && offer && (
        <a class="button" href={offer}>
          {t("Offer paid work")}
        </a>
      )}
    </div>
  );
}
