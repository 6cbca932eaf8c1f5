/* SPDX-License-Identifier: GPL-2.0 */
/* The tree events/ of an instance, and files beside it.  Need tracing_mutex. */
#ifndef _TRACE_EVENT_FILES_H
#define _TRACE_EVENT_FILES_H

#include <linux/list.h>
#include <linux/tracefs.h>

struct inode;
struct file;
struct trace_array;
struct trace_event_file;

/* Rows of the instance's own directory; their data is the instance. */
extern const struct tracefs_file trace_set_event_files[1];
/* Rows of the top directory alone. */
extern const struct tracefs_file trace_event_top_files[];
extern const unsigned int nr_trace_event_top_files;

/* Makes the directories of all events that the instance has. */
int trace_event_dirs_create(struct trace_array *tr);

/* One more event, after trace_event_dirs_create(). */
int trace_event_dir_add(struct trace_event_file *file);

/*
 * @file is leaving its instance: its directory, or that of its system if there
 * is nothing else in it, is found in @file->dir for tracefs_dir_remove().  This
 * waits for open(), so it has to come later, without tracing_mutex, and in the
 * order of the calls.
 */
void trace_event_dir_drop(struct trace_event_file *file);

/* Without tracing_mutex. */
void trace_event_dirs_destroy(struct trace_array *tr);

/**
 * struct trace_event_group - a group of events, the data of an open file
 * @tr: the instance
 * @all: all events of it
 * @system: else those of this system
 */
struct trace_event_group {
	struct trace_array	*tr;
	bool			all;
	char			system[];
};

/* open() and release() of files of an event, private_data being the event. */
int trace_event_open(struct inode *inode, struct file *filp);
int trace_event_release(struct inode *inode, struct file *filp);
/* The same of a group's files. */
int trace_event_group_open(struct inode *inode, struct file *filp);
int trace_event_group_release(struct inode *inode, struct file *filp);

/* The files "filter" of an event and of a system. */
extern const struct file_operations trace_event_filter_fops;
extern const struct file_operations trace_system_filter_fops;

/* The file "inject" of an event. */
extern const struct file_operations trace_event_inject_fops;

/* open() and release() of files whose data is the instance. */
int trace_event_open_instance(struct inode *inode, struct file *filp);
int trace_event_release_instance(struct inode *inode, struct file *filp);

#endif /* _TRACE_EVENT_FILES_H */
