-- Attestry guard: takes away the group roles, unless another database of this server still uses them.
do $$
declare
  name text;
begin
  foreach name in array array['attestry_reader', 'attestry_writer'] loop
    begin
      execute format('drop role if exists %I', name);
    exception
      when dependent_objects_still_exist or insufficient_privilege then
        raise notice 'the role % is still used elsewhere and stays', name;
    end;
  end loop;
end
$$;
