/** A file to begin a framework of one's own with. */
export const FRAMEWORK_TEMPLATE = `# A framework of your own. Lines that begin with # are notes for you.
# Check it with: attestry frameworks validate FILE
format: attestry-framework/1
id: my-hospital-policies        # small letters, digits and -
name: Policies of our hospital
publisher: Sample Hospital
version: '1'                    # a later text needs a later version
effective:
  from: '2026-01-01'
  # to: '2027-12-31'            # without it: until further notice
nodes:
  - id: A                       # a heading: something must stand below it
    title: Access to records
    kind: group
  - id: A.1                     # something that is asked for
    parent: A
    title: Accounts of people who leave are closed the same day
    kind: requirement
    citation: Board decision 2026-03
    tests: [leavers-closed]     # automatic tests that support it: attestry controls list
    mappings:                   # what it is to others: equal, subset (a part of), superset (more than), intersects
      - { framework: soc2-2017, id: CC6.2, relation: subset }
  - id: A.2
    parent: A
    title: Nobody shares a log-in
    kind: requirement
    note: Kiosk accounts without access to records are not meant.
`;
