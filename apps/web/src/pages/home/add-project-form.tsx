import { operations } from '@mosaic/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Field } from '../../components/field.tsx';
import { fieldProblems } from '../../data/field-problems.ts';
import { keys } from '../../data/keys.ts';
import { useCommand } from '../../data/use-command.ts';

export function AddProjectForm({ onAdded }: { onAdded: () => void }) {
  const queryClient = useQueryClient();
  const [path, setPath] = useState('');
  const [name, setName] = useState('');
  const [isChecked, setIsChecked] = useState(false);
  const input = { path: path.trim(), ...(name.trim() === '' ? {} : { name: name.trim() }) };
  const problems = isChecked ? fieldProblems(operations.addProject, input) : {};
  const isRelative = isChecked && input.path !== '' && !/^(\/|[A-Za-z]:[\\/])/.test(input.path);

  const add = useCommand(operations.addProject, async () => {
    await queryClient.invalidateQueries({ queryKey: keys.projects });
    onAdded();
  });

  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setIsChecked(true);
        const isValid = Object.keys(fieldProblems(operations.addProject, input)).length === 0;
        if (isValid && /^(\/|[A-Za-z]:[\\/])/.test(input.path)) add.mutate(input);
      }}
    >
      <Field
        label="Folder of the repository"
        hint="Absolute, on the machine of the hub. Nothing in it is changed, except that new branches are added."
        problem={
          isRelative
            ? 'must be an absolute path'
            : problems.path && 'Give the folder, such as /home/me/code/shop'
        }
      >
        {(attributes) => (
          <input
            {...attributes}
            value={path}
            spellCheck={false}
            autoCapitalize="off"
            placeholder="/home/me/code/shop"
            onChange={(event) => setPath(event.target.value)}
          />
        )}
      </Field>
      <Field
        label="Name"
        hint="Optional: otherwise the name of the folder."
        problem={problems.name}
      >
        {(attributes) => (
          <input {...attributes} value={name} onChange={(event) => setName(event.target.value)} />
        )}
      </Field>
      <p className="hint">Gates (lint, types, tests) are detected from the repository.</p>
      {add.isError && <ErrorNotice title="The project was not added" error={add.error} />}
      <button type="submit" className="button primary" disabled={add.isPending}>
        {add.isPending ? 'Adding …' : 'Add project'}
      </button>
    </form>
  );
}
