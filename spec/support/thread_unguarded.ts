/** A program that forgot `if (require.main === module)`. */

import * as threading from '../../lib/threading';

export function work(): void {}

const thread = new threading.Thread({ target: work });
thread.start();
thread.join();
console.log('joined');
