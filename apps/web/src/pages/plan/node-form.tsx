import { PlanAgentType, type PlanNode, PlanPriority, TaskType } from '@mosaic/contract';
import { useId, useState } from 'react';
import { Field } from '../../components/field.tsx';
import { formatLabel } from '../../format/label.ts';
import { agentWords } from './agent-words.ts';
import { changedFields, fieldProblemsOf, fieldsOf, type NodeFields } from './node-fields.ts';
import { usePlan } from './plan-context.ts';

interface NodeFormProps {
  node: PlanNode;
  level: number;
  isLeaf: boolean;
}

const storyLevel = 2;

/** All fields of a node. It begins with what was there when it was opened; only changes are sent. */
export function NodeForm({ node, level, isLeaf }: NodeFormProps) {
  const { editor } = usePlan();
  const [old, setOld] = useState(() => fieldsOf(node));
  const [now, setNow] = useState(old);
  const [seen, setSeen] = useState(editor.version);
  const problems = fieldProblemsOf(now);
  const patch = changedFields(old, now);
  const isChanged = Object.keys(patch).length > 0;
  const bind = (name: keyof NodeFields) => ({
    value: now[name],
    problem: problems[name],
    onText: (text: string) => setNow((before) => ({ ...before, [name]: text })),
  });

  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!isChanged || Object.keys(problems).length > 0) return;
        editor.edit([{ kind: 'change', nodeId: node.id, fields: patch }], { seen });
        setOld(now);
        setSeen(editor.version());
      }}
    >
      <NodeFieldList bind={bind} isStory={level === storyLevel} isLeaf={isLeaf} />
      <button type="submit" className="button primary" disabled={!isChanged}>
        Save
      </button>
    </form>
  );
}

interface NodeFieldListProps {
  bind: (name: keyof NodeFields) => Omit<BoundProps, 'label'>;
  isStory: boolean;
  isLeaf: boolean;
}

function NodeFieldList({ bind, isStory, isLeaf }: NodeFieldListProps) {
  return (
    <>
      <TextField label="Title" {...bind('title')} />
      <AreaField label="Description" rows={3} {...bind('description')} />
      <div className="field-trio">
        <TextField label="Likely minutes" isNumber {...bind('minutes')} />
        <TextField label="At least" isNumber {...bind('minutesLow')} />
        <TextField label="At most" isNumber {...bind('minutesHigh')} />
        <TextField label="Tokens" isNumber {...bind('tokens')} />
      </div>
      {!isLeaf && <p className="hint">Only the estimates of atomics count; this one is a guess.</p>}
      <div className="field-pair">
        <SelectField
          label="Agent"
          options={PlanAgentType.options.map((type) => [type, agentWords(type)])}
          {...bind('agentType')}
        />
        <SelectField
          label="Kind of task"
          options={TaskType.options.map((type) => [type, formatLabel(type.toLowerCase())])}
          {...bind('taskType')}
        />
        <SelectField
          label="Priority"
          isRequired
          options={PlanPriority.options.map((each) => [each, formatLabel(each)])}
          {...bind('priority')}
        />
        <SelectField
          label="Risk"
          isRequired
          options={['low', 'medium', 'high'].map((each) => [each, formatLabel(each)])}
          {...bind('risk')}
        />
      </div>
      {isStory && (
        <AreaField
          label="Acceptance criteria, one a line"
          rows={3}
          {...bind('acceptanceCriteria')}
        />
      )}
      <AreaField label="Completion criteria, one a line" rows={3} {...bind('completionCriteria')} />
      <AreaField label="Files, one a line" rows={3} isCode {...bind('files')} />
    </>
  );
}

interface BoundProps {
  label: string;
  value: string;
  problem: string | undefined;
  onText: (text: string) => void;
}

function TextField({
  label,
  value,
  problem,
  onText,
  isNumber,
}: BoundProps & { isNumber?: boolean }) {
  return (
    <Field label={label} problem={problem}>
      {(attributes) => (
        <input
          {...attributes}
          value={value}
          inputMode={isNumber ? 'decimal' : 'text'}
          onChange={(event) => onText(event.target.value)}
        />
      )}
    </Field>
  );
}

interface AreaProps extends BoundProps {
  rows: number;
  isCode?: boolean;
}

function AreaField({ label, value, problem, onText, rows, isCode = false }: AreaProps) {
  return (
    <Field label={label} problem={problem}>
      {(attributes) => (
        <textarea
          {...attributes}
          className={isCode ? 'mono' : ''}
          rows={rows}
          value={value}
          spellCheck={!isCode}
          onChange={(event) => onText(event.target.value)}
        />
      )}
    </Field>
  );
}

interface SelectProps extends BoundProps {
  options: readonly (readonly [value: string, words: string])[];
  isRequired?: boolean;
}

function SelectField({ label, value, onText, options, isRequired = false }: SelectProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onText(event.target.value)}>
        {!isRequired && <option value="">Not settled</option>}
        {options.map(([option, words]) => (
          <option key={option} value={option}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}
