import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Schedules as people want them: intervals and single times beside crontabs, calendars, limits, what becomes of overlaps,
 * and a history that knows of changes by hand.
 */
export class Schedules1764300000003 implements MigrationInterface {
  name = 'Schedules1764300000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CALENDARS);
    await runner.query(COLUMNS);
    await runner.query(TRIGGERS);
    await runner.query(RUNS);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup to go back.');
  }
}

const CALENDARS = `
  -- Days on which a schedule may run.
  CREATE TABLE calendars (
    name        text PRIMARY KEY CHECK (name ~ '^[a-z0-9][a-z0-9._-]{0,99}$'),
    description text NOT NULL DEFAULT '',
    -- Days of the week that belong to it, 0 (Sunday) to 6; then single days beside them, and days that do not belong.
    weekdays    smallint[] NOT NULL DEFAULT '{}' CHECK (weekdays <@ '{0,1,2,3,4,5,6}'::smallint[]),
    including   date[] NOT NULL DEFAULT '{}',
    excluding   date[] NOT NULL DEFAULT '{}',
    -- Comes with the program, which knows the days of cn-workdays by heart.
    built_in    boolean NOT NULL DEFAULT false,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    changed_by  text
  );
  INSERT INTO calendars (name, description, weekdays, built_in)
  VALUES ('weekdays', 'Monday to Friday', '{1,2,3,4,5}', true),
         ('cn-workdays', 'China: public holidays off, make-up workdays on', '{1,2,3,4,5}', true);

`;

const COLUMNS = `
  ALTER TABLE schedules
    -- Several crontabs are separated by semicolons, and so are several intervals such as 15m or 1h30m.
    ALTER COLUMN cron DROP NOT NULL,
    ADD COLUMN every                text,
    ADD COLUMN at                   timestamptz[],
    ADD COLUMN calendar             text REFERENCES calendars ON UPDATE CASCADE,
    -- What becomes of a slot on a day that the calendar does not have.
    ADD COLUMN calendar_rule        text NOT NULL DEFAULT 'only' CHECK (calendar_rule IN ('only', 'next', 'previous')),
    -- First and last moment at which there may be a slot.
    ADD COLUMN start_at             timestamptz,
    ADD COLUMN end_at               timestamptz,
    ADD COLUMN max_runs             bigint CHECK (max_runs > 0),
    -- Seconds after which a run that has not started is given up; most seconds by which one is put off at random.
    ADD COLUMN expires              integer CHECK (expires > 0),
    ADD COLUMN jitter               integer CHECK (jitter > 0),
    ADD COLUMN pause_after_failures integer CHECK (pause_after_failures > 0),
    -- Why it was disabled, where the program did that.
    ADD COLUMN paused_because       text,
    ADD COLUMN note                 text NOT NULL DEFAULT '',
    ADD COLUMN changed_by           text,
    ADD CONSTRAINT schedules_timing CHECK (num_nonnulls(cron, every, at) > 0),
    ADD CONSTRAINT schedules_term CHECK (end_at > start_at),
    -- What is no moment would be no moment to the engines either.
    ADD CONSTRAINT schedules_moments CHECK (
      coalesce(isfinite(start_at), true) AND coalesce(isfinite(end_at), true) AND coalesce(isfinite(owed_from), true)
      AND coalesce(cardinality(at) > 0 AND array_position(at, NULL) IS NULL
                   AND array_position(at, 'infinity') IS NULL AND array_position(at, '-infinity') IS NULL, true)
    ),
    DROP CONSTRAINT schedules_overlap_check,
    ADD CONSTRAINT schedules_overlap_check CHECK (
      overlap IN ('skip', 'buffer_one', 'buffer_all', 'cancel_other', 'terminate_other', 'allow_all')
    );
  CREATE INDEX schedules_calendar ON schedules (calendar) WHERE calendar IS NOT NULL;
  CREATE INDEX schedules_task ON schedules (task);
`;

/** Columns of a schedule that people settle, and those of them that decide when it comes. */
const TIMING = 'cron, every, at, timezone, calendar, calendar_rule, start_at, end_at, max_runs';
const SETTLED = `name, description, task, kwargs, queue, priority, ${TIMING}, enabled, overlap, catch_up, catch_up_window,
                 expires, jitter, pause_after_failures, note`;

const TRIGGERS = `
  DROP TRIGGER schedules_owe_anew ON schedules;
  DROP FUNCTION schedules_owe_anew;
  DROP TRIGGER schedules_tell ON schedules;

  -- A change past the program, in SQL by hand, shows in that its transaction does not say that it is the program's. It is
  -- written into the history all the same. Slots of a new timing, or of a schedule that is enabled again, are then owed from when an engine sees
  -- the change, and never those of the past.
  CREATE FUNCTION schedules_changed_by_hand() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    timing  text[] := '{${TIMING}}';
    settled text[] := '{${SETTLED.replaceAll(/\s+/g, ' ')}}';
    before  jsonb;
    after   jsonb;
  BEGIN
    SELECT jsonb_object_agg(was.key, was.value), jsonb_object_agg(is_now.key, is_now.value)
      INTO before, after
      FROM jsonb_each(to_jsonb(OLD)) AS was
      JOIN jsonb_each(to_jsonb(NEW)) AS is_now ON is_now.key = was.key AND is_now.value <> was.value
     WHERE was.key = ANY (settled);
    IF after IS NULL THEN
      RETURN NEW;
    END IF;
    NEW.updated_at := clock_timestamp();
    NEW.changed_by := 'SQL: ' || session_user;
    IF NEW.owed_from IS NOT DISTINCT FROM OLD.owed_from AND (after ?| timing OR (NEW.enabled AND NOT OLD.enabled)) THEN
      NEW.owed_from := NULL;
    END IF;
    IF NEW.enabled THEN
      NEW.paused_because := NULL;
    END IF;
    NEW.customised := NEW.source = 'code';
    INSERT INTO audit_log (actor, action, subject_type, subject_id, details)
    VALUES (NEW.changed_by, 'schedule.update', 'schedule', NEW.name, jsonb_build_object('before', before, 'after', after));
    RETURN NEW;
  END $$;
  CREATE TRIGGER schedules_changed_by_hand BEFORE UPDATE OF ${SETTLED} ON schedules FOR EACH ROW
    WHEN (coalesce(current_setting('mallkeeper.program', true), '') = '')
    EXECUTE FUNCTION schedules_changed_by_hand();

  -- Tells the engines of changes, whoever makes them; not of slots that were fired. For each row, as a statement that
  -- changes none would tell of it too: engines that look for schedules to pause would wake each other without end.
  -- PostgreSQL sends the same message only once a transaction.
  CREATE TRIGGER schedules_tell AFTER INSERT OR DELETE OR UPDATE OF name, ${TIMING}, enabled ON schedules
    FOR EACH ROW EXECUTE FUNCTION schedules_tell();

  -- Other days are another timing of all schedules that keep to them, whoever changes them.
  CREATE FUNCTION calendars_changed() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    NEW.updated_at := clock_timestamp();
    UPDATE schedules SET owed_from = NULL WHERE calendar = NEW.name;
    PERFORM pg_notify('mallkeeper_schedules', '');
    RETURN NEW;
  END $$;
  CREATE TRIGGER calendars_changed BEFORE UPDATE OF weekdays, including, excluding ON calendars FOR EACH ROW
    WHEN ((NEW.weekdays, NEW.including, NEW.excluding) IS DISTINCT FROM (OLD.weekdays, OLD.including, OLD.excluding))
    EXECUTE FUNCTION calendars_changed();
`;

const RUNS = `
  -- The run that must have ended before this one starts: the one before of a schedule whose runs take turns.
  ALTER TABLE task_runs ADD COLUMN after_run uuid;
`;
