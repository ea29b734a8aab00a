/** Examples worth showing besides the one of the registry: what people really type. */
export const moreExamples: Readonly<Record<string, readonly string[]>> = {
  'project.add': [
    'mosaic project add .',
    `mosaic project add . --gates '{"name":"test","command":"npm test"}'`,
  ],
  'mission.start': [
    'mosaic mission start --report codebase-review',
    'mosaic mission start --plan E.001 --runtime claude',
    'mosaic mission start shop --runtime fixer --max-workers 4',
  ],
  'mission.status': ['mosaic mission status          # the newest mission'],
  'mission.watch': ['mosaic mission watch           # exit code 0, 1 or 2 when it is over'],
  'mission.stop': ['mosaic mission stop --reason "release today"'],
  'mission.resume': ['mosaic mission resume'],
  'plan.add': [`mosaic plan add --from '{"kind":"document","text":"# Shop\\n- [ ] Accounts"}'`],
  'plan.show': ['mosaic plan show E.001', 'mosaic plan show               # the newest plan'],
  'plan.schedule': [`mosaic plan schedule E.001 --limits '{"workers":4}'`],
  'plan.export': ['mosaic plan export E.001 > plan.md'],
  'template.list': ['mosaic template list --goal "Build a REST API"'],
  'task.list': ['mosaic task list --status deferred'],
  'task.submit': [
    `mosaic task submit --jobs '{"title":"Index the wiki","requires":["lang:go"],"priority":5}'`,
    `mosaic task submit --jobs '{"title":"Report","key":"report","dependsOn":["index"]}'`,
  ],
  'task.explain': ['mosaic task explain tsk_0190b5c8-6c1f-7000-8000-000000000000'],
  'task.redrive': ['mosaic task list --status failed     # then redrive what is worth it'],
  'schedule.add': [
    `mosaic schedule add --name nightly --timing '{"kind":"cron","expression":"0 3 * * *"}' --task '{"title":"Index"}'`,
  ],
  'agent.find': ['mosaic agent find --capabilities lang:go'],
  'task.show': ['mosaic task show MS-SEC-001'],
  'run.logs': ['mosaic run logs MS-SEC-001     # the newest run of that task'],
  'event.watch': [
    'mosaic event watch --type task.settled --json',
    "mosaic event watch --type 'task.*,run.finished' --mission mosaic/fixes",
  ],
  'quota.set': [
    'mosaic quota set --scope project --kind tasks-running --limit 4',
    'mosaic quota set --scope principal --subject runner --kind calls-per-second --limit 200',
  ],
  'evidence.list': ['mosaic evidence list --task MS-SEC-001'],
};
