ALTER TABLE "slot" DROP CONSTRAINT "slot_contribution_id_contribution_id_fk";
