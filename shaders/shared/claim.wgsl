// Reserves entries in the lists. The importing shader binds `queues`, and enables subgroups where SUBGROUPS is true.
#import queues

// Returns the index of the first of the thread's `count` new entries. All threads of a workgroup must call this function.
// The threads of a subgroup share one atomic addition.
// Gathering per workgroup would need barriers, which take longer on lavapipe.
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
