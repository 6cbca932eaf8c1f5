# SPDX-License-Identifier: GPL-2.0
# description: kprobe_event= makes events and switches them on, but for one that cannot be
# append: kprobe_event=p:early,vfs_open,$arg1;p:bad,no_such_function;r:late,vfs_open,$retval

test "$(sed 's/^r[0-9]*/r/; s/ .*//' kprobe_events | xargs)" = "p:kprobes/early r:kprobes/late"
test "$(cat events/kprobes/enable)" = 1
grep -q ' early: ' trace
grep -q ' late: ' trace
