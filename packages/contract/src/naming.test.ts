import { describe, expect, it } from 'vitest';
import { commandWords, idField, restRoute, splitName, toolName } from './naming.ts';
import type { Operation } from './operation.ts';
import { operations } from './operations.ts';

const all: Operation[] = Object.values(operations);
const offered = all.filter(({ internal }) => internal !== true);
const routeOf = (operation: Operation) => {
  const { method, path } = restRoute(operation);
  return `${method} ${path}`;
};

describe('names', () => {
  it('are noun and verb in lower case, and unique', () => {
    for (const { name } of all) expect(name).toMatch(/^[a-z]+\.[a-z]+$/);
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  });

  it('give every operation a route, a tool and a command of its own', () => {
    for (const nameOf of [routeOf, toolName, (op: Operation) => commandWords(op).join(' ')]) {
      const names = offered.map(nameOf);
      expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    }
  });

  it('give routes that no other route hides: a fixed part never stands where another has a field', () => {
    const shape = (route: string) => route.replaceAll(/\{\w+\}/g, '*');
    const routes = offered.map((operation) => shape(routeOf(operation)));
    expect(new Set(routes).size).toBe(routes.length);
  });

  it('make permissions of their own noun, except where one noun serves another', () => {
    const foreign = all
      .filter(({ name, permission }) => !permission.startsWith(`${splitName(name).noun}:`))
      .map(({ name, permission }) => `${name} needs ${permission}`);
    expect(foreign).toMatchInlineSnapshot(`
      [
        "handoff.add needs run:work",
        "handoff.acknowledge needs run:work",
        "handoff.record needs run:work",
        "repository.analyse needs project:read",
        "template.list needs plan:read",
      ]
    `);
  });

  it('let only commands write, and streams hand out work', () => {
    const streamsThatHandOut = ['task.receive', 'message.watch'];
    for (const { name, kind, permission } of all) {
      if (kind === 'command' || streamsThatHandOut.includes(name)) continue;
      expect(`${name} ${permission}`).toMatch(/:read$/);
    }
  });

  it('are the same everywhere, release after release', () => {
    const table = offered.map((operation) =>
      [
        operation.name,
        routeOf(operation),
        toolName(operation),
        commandWords(operation).join(' '),
      ].join(' | '),
    );
    expect(table).toMatchInlineSnapshot(`
      [
        "project.add | POST /projects | project_add | project add",
        "project.update | PATCH /projects/{projectId} | project_update | project update",
        "project.list | GET /projects | project_list | project list",
        "project.show | GET /projects/{projectId} | project_show | project show",
        "mission.start | POST /missions | mission_start | mission start",
        "mission.list | GET /missions | mission_list | mission list",
        "mission.gates | GET /missions/{missionId}/gates | mission_gates | mission gates",
        "mission.status | GET /missions/{missionId}/status | mission_status | mission status",
        "mission.watch | GET /missions/{missionId}/watch | mission_watch | mission watch",
        "mission.stop | POST /missions/{missionId}/stop | mission_stop | mission stop",
        "mission.resume | POST /missions/{missionId}/resume | mission_resume | mission resume",
        "task.list | GET /tasks | task_list | task list",
        "task.show | GET /tasks/{taskId} | task_show | task show",
        "task.claim | POST /tasks/claim | task_claim | task claim",
        "task.heartbeat | POST /tasks/{taskId}/heartbeat | task_heartbeat | task heartbeat",
        "task.release | POST /tasks/{taskId}/release | task_release | task release",
        "task.submit | POST /tasks/submit | task_submit | task submit",
        "task.receive | GET /tasks/receive | task_receive | task receive",
        "task.complete | POST /tasks/complete | task_complete | task complete",
        "task.fail | POST /tasks/fail | task_fail | task fail",
        "task.cancel | POST /tasks/cancel | task_cancel | task cancel",
        "task.redrive | POST /tasks/redrive | task_redrive | task redrive",
        "task.explain | GET /tasks/{taskId}/explain | task_explain | task explain",
        "task.queue | GET /tasks/queue | task_queue | task queue",
        "task.limit | POST /tasks/limit | task_limit | task limit",
        "schedule.add | POST /schedules | schedule_add | schedule add",
        "schedule.update | PATCH /schedules/{scheduleId} | schedule_update | schedule update",
        "schedule.list | GET /schedules | schedule_list | schedule list",
        "schedule.show | GET /schedules/{scheduleId} | schedule_show | schedule show",
        "schedule.pause | POST /schedules/{scheduleId}/pause | schedule_pause | schedule pause",
        "schedule.resume | POST /schedules/{scheduleId}/resume | schedule_resume | schedule resume",
        "schedule.remove | POST /schedules/{scheduleId}/remove | schedule_remove | schedule remove",
        "run.list | GET /runs | run_list | run list",
        "run.show | GET /runs/{runId} | run_show | run show",
        "run.logs | GET /runs/{runId}/logs | run_logs | run logs",
        "run.follow | GET /runs/{runId}/follow | run_follow | run follow",
        "run.log | POST /runs/{runId}/log | run_log | run log",
        "run.report | POST /runs/{runId}/report | run_report | run report",
        "run.finish | POST /runs/{runId}/finish | run_finish | run finish",
        "evidence.add | POST /evidence | evidence_add | evidence add",
        "evidence.list | GET /evidence | evidence_list | evidence list",
        "evidence.show | GET /evidence/{evidenceId} | evidence_show | evidence show",
        "agent.register | POST /agents | agent_register | agent register",
        "agent.heartbeat | POST /agents/{agentId}/heartbeat | agent_heartbeat | agent heartbeat",
        "agent.drain | POST /agents/{agentId}/drain | agent_drain | agent drain",
        "agent.deregister | POST /agents/{agentId}/deregister | agent_deregister | agent deregister",
        "agent.list | GET /agents | agent_list | agent list",
        "agent.show | GET /agents/{agentId} | agent_show | agent show",
        "agent.find | GET /agents/find | agent_find | agent find",
        "handoff.add | POST /handoffs | handoff_add | handoff add",
        "handoff.acknowledge | POST /handoffs/{handoffId}/acknowledge | handoff_acknowledge | handoff acknowledge",
        "handoff.list | GET /handoffs | handoff_list | handoff list",
        "handoff.show | GET /handoffs/{handoffId} | handoff_show | handoff show",
        "event.list | GET /events | event_list | event list",
        "event.watch | GET /events/watch | event_watch | event watch",
        "audit.list | GET /audit | audit_list | audit list",
        "audit.verify | GET /audit/verify | audit_verify | audit verify",
        "node.list | GET /nodes | node_list | node list",
        "quota.list | GET /quotas | quota_list | quota list",
        "quota.show | GET /quotas/{quotaId} | quota_show | quota show",
        "quota.set | POST /quotas/set | quota_set | quota set",
        "quota.remove | POST /quotas/{quotaId}/remove | quota_remove | quota remove",
        "state.get | GET /state/get | state_get | state get",
        "state.list | GET /state | state_list | state list",
        "state.set | POST /state/set | state_set | state set",
        "state.delete | POST /state/delete | state_delete | state delete",
        "state.transact | POST /state/transact | state_transact | state transact",
        "state.watch | GET /state/watch | state_watch | state watch",
        "state.history | GET /state/history | state_history | state history",
        "state.usage | GET /state/usage | state_usage | state usage",
        "lock.acquire | POST /locks/acquire | lock_acquire | lock acquire",
        "lock.renew | POST /locks/renew | lock_renew | lock renew",
        "lock.release | POST /locks/release | lock_release | lock release",
        "lock.break | POST /locks/break | lock_break | lock break",
        "lock.check | GET /locks/{lockId}/check | lock_check | lock check",
        "lock.list | GET /locks | lock_list | lock list",
        "lock.show | GET /locks/{lockId} | lock_show | lock show",
        "message.send | POST /messages/send | message_send | message send",
        "message.batch | POST /messages/batch | message_batch | message batch",
        "message.request | POST /messages/request | message_request | message request",
        "message.reply | POST /messages/{messageId}/reply | message_reply | message reply",
        "message.receive | POST /messages/receive | message_receive | message receive",
        "message.ack | POST /messages/ack | message_ack | message ack",
        "message.nack | POST /messages/nack | message_nack | message nack",
        "message.watch | GET /messages/watch | message_watch | message watch",
        "message.list | GET /messages | message_list | message list",
        "message.show | GET /messages/{messageId} | message_show | message show",
        "message.thread | GET /messages/thread | message_thread | message thread",
        "message.inbox | GET /messages/inbox | message_inbox | message inbox",
        "message.subscribe | POST /messages/subscribe | message_subscribe | message subscribe",
        "message.unsubscribe | POST /messages/unsubscribe | message_unsubscribe | message unsubscribe",
        "message.topics | GET /messages/topics | message_topics | message topics",
        "message.deadletters | GET /messages/deadletters | message_deadletters | message deadletters",
        "message.redrive | POST /messages/redrive | message_redrive | message redrive",
        "plan.add | POST /plans | plan_add | plan add",
        "plan.list | GET /plans | plan_list | plan list",
        "plan.show | GET /plans/{planId} | plan_show | plan show",
        "plan.find | GET /plans/find | plan_find | plan find",
        "plan.document | GET /plans/{planId}/document | plan_document | plan document",
        "plan.check | GET /plans/{planId}/check | plan_check | plan check",
        "plan.schedule | GET /plans/{planId}/schedule | plan_schedule | plan schedule",
        "plan.forecast | GET /plans/{planId}/forecast | plan_forecast | plan forecast",
        "plan.compare | GET /plans/{planId}/compare | plan_compare | plan compare",
        "plan.gaps | GET /plans/{planId}/gaps | plan_gaps | plan gaps",
        "plan.fill | POST /plans/{planId}/fill | plan_fill | plan fill",
        "plan.edit | POST /plans/{planId}/edit | plan_edit | plan edit",
        "plan.undo | POST /plans/{planId}/undo | plan_undo | plan undo",
        "plan.redo | POST /plans/{planId}/redo | plan_redo | plan redo",
        "plan.history | GET /plans/{planId}/history | plan_history | plan history",
        "plan.propose | POST /plans/{planId}/propose | plan_propose | plan propose",
        "plan.export | GET /plans/{planId}/export | plan_export | plan export",
        "plan.progress | GET /plans/{planId}/progress | plan_progress | plan progress",
        "plan.remove | POST /plans/{planId}/remove | plan_remove | plan remove",
        "plan.advance | POST /plans/{planId}/advance | plan_advance | plan advance",
        "plan.report | GET /plans/{planId}/report | plan_report | plan report",
        "repository.analyse | GET /repositories/analyse | repository_analyse | repository analyse",
        "template.list | GET /templates | template_list | template list",
        "context.add | POST /contexts | context_add | context add",
        "context.update | PATCH /contexts/{contextId} | context_update | context update",
        "context.merge | POST /contexts/merge | context_merge | context merge",
        "context.list | GET /contexts | context_list | context list",
        "context.show | GET /contexts/{contextId} | context_show | context show",
        "context.query | GET /contexts/{contextId}/query | context_query | context query",
        "context.validate | GET /contexts/validate | context_validate | context validate",
        "persona.list | GET /personas | persona_list | persona list",
        "persona.show | GET /personas/{personaId} | persona_show | persona show",
        "system.status | GET /system/status | system_status | system status",
      ]
    `);
  });
});

describe('idField', () => {
  it('names the thing itself, only where the input must have it', () => {
    expect(idField(operations.claimTask)).toBeNull();
    expect(idField(operations.heartbeatTask)).toBe('taskId');
    expect(idField(operations.listEvidence)).toBeNull();
    expect(idField(operations.startMission)).toBeNull();
  });
});
