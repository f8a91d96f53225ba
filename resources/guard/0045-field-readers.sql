-- Attestry guard, step 45: the roles that read encrypted columns may use what shows them. Run as the owner of the schema.

grant execute on function guard.field_show(text, uuid, text), guard.field_pad(), guard.field_give(int, bytea)
  to attestry_clinician, attestry_billing, attestry_front_desk, attestry_compliance, attestry_researcher;
