// Makes room in the lists. The importing shader enables subgroups where there are any.
#import queues

// Where the thread's `count` new entries of a list begin; to be called by all threads of a workgroup. Threads side by side share one
// addition. (Gathering per workgroup, between barriers, takes 1.25 times the processor time of cull on lavapipe.)
fn claim(list: u32, count: u32) -> u32 {
#if SUBGROUPS
  let before = subgroupExclusiveAdd(count);
  let total = subgroupAdd(count);
  let elected = subgroupElect();
  var first = 0u;
  if (elected && total > 0u) { first = atomicAdd(&queues.lists[list].count, total); }
  return subgroupBroadcastFirst(first) + before;
#else
  if (count == 0u) { return 0u; }
  return atomicAdd(&queues.lists[list].count, count);
#endif
}
