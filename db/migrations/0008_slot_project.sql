ALTER TABLE "slot" DROP CONSTRAINT "slot_project_id_project_id_fk";
