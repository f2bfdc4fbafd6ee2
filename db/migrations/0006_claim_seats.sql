-- One claim in one round trip (a round trip costs more than the claim): locks the person, renews what they hold in the project, and takes
-- open seats up to what is wanted, oldest hour first. Each statement inside sees what was committed before it began, so that two tabs
-- of one person cannot take two seats of an item nor pass the cap. Returns the person's leased seats in the project.
CREATE FUNCTION "claim_seats"(me uuid, project uuid, wanted int, cap int, moment timestamptz, lease_end timestamptz)
RETURNS SETOF "slot" LANGUAGE plpgsql AS $$
DECLARE
  here int;
  elsewhere int;
  seat uuid;
BEGIN
  PERFORM 1 FROM "user" WHERE id = me FOR NO KEY UPDATE;
  UPDATE "slot" SET lease_expires_at = lease_end WHERE holder_id = me AND state = 'leased' AND project_id = project;
  GET DIAGNOSTICS here = ROW_COUNT;
  SELECT count(*) INTO elsewhere FROM "slot"
    WHERE holder_id = me AND state = 'leased' AND lease_expires_at > moment AND project_id <> project;
  WHILE here < wanted AND here + elsewhere < cap LOOP
    SELECT s.id INTO seat FROM "slot" s
      WHERE s.project_id = project AND s.state = 'open' AND s.author_id <> me
        AND NOT EXISTS (SELECT 1 FROM "slot" held
          WHERE held.contribution_id = s.contribution_id AND held.round = s.round AND held.holder_id = me)
        AND NOT EXISTS (SELECT 1 FROM "slot_skip" skipped
          WHERE skipped.contribution_id = s.contribution_id AND skipped.round = s.round AND skipped.user_id = me)
      ORDER BY s.order_key, s.id LIMIT 1 FOR UPDATE SKIP LOCKED;
    EXIT WHEN seat IS NULL;
    UPDATE "slot" SET state = 'leased', holder_id = me, lease_expires_at = lease_end WHERE id = seat;
    here := here + 1;
  END LOOP;
  RETURN QUERY SELECT * FROM "slot"
    WHERE holder_id = me AND state = 'leased' AND project_id = project ORDER BY order_key, id;
END
$$;
